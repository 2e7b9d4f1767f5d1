package dev.heartwood.http;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path dir;

  @Test
  void delivers_to_a_server_that_the_given_context_trusts() throws Exception {
    SSLContext context = context("localhost");
    try (TestServer server = TestServer.https(context)) {
      assertThat(send(server, context)).isNull();
      assertThat(server.bodies()).containsExactly("a\n");
    }
  }

  @Test
  void refuses_a_certificate_for_another_name() throws Exception {
    SSLContext context = context("other.example");
    try (TestServer server = TestServer.https(context)) {
      UndeliveredException e = send(server, context);
      assertThat(e.undelivered()).isEqualTo(1);
      assertThat(e)
          .hasMessageContaining("SSLHandshakeException")
          .hasMessageContaining("No subject alternative DNS name");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void refuses_a_server_that_the_jdk_does_not_know() throws Exception {
    try (TestServer server = TestServer.https(context("localhost"))) {
      assertThat(send(server, null))
          .hasMessageContaining("SSLHandshakeException")
          .hasMessageContaining("unable to find valid certification path");
      assertThat(server.requests()).isEmpty();
    }
  }

  private static UndeliveredException send(TestServer server, SSLContext context)
      throws IOException {
    HttpConfig.Builder config =
        HttpConfig.to(server.url()).maxRetries(0).status((level, message, cause) -> {});
    if (context != null) {
      config.sslContext(context);
    }
    try (HttpHandler http = new HttpHandler(config.build(), HttpHandlerTest.LINES)) {
      http.handle(event("a"));
      return catchThrowableOfType(UndeliveredException.class, http::flush);
    }
  }

  /** Both ends trust the certificate that is made here. */
  private SSLContext context(String host) throws Exception {
    Path file = dir.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = keyStore(file);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore keyStore(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      return keys;
    }
  }
}
