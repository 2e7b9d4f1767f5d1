package dev.heartwood.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.service.security.TlsFiles;
import dev.heartwood.service.security.TlsFixtures;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that speaks TLS, and clients that nobody here wrote. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsServiceTest {
  @TempDir Path dir;

  private Running serve(TlsFiles tls, HttpClient client, String... more) throws IOException {
    String[] flags = {
      "--tls-certificate", tls.certificate().toString(), "--tls-key", tls.key().toString()
    };
    String[] all = new String[flags.length + more.length];
    System.arraycopy(flags, 0, all, 0, flags.length);
    System.arraycopy(more, 0, all, flags.length, more.length);
    return new Running("https", client, dir.resolve("data"), all);
  }

  private static HttpClient client(TlsFiles trusted, KeyManager[] own, String... protocols)
      throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(trusted.certificate())) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("trusted", certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own, trust.getTrustManagers(), null);
    HttpClient.Builder builder = HttpClient.newBuilder().sslContext(context);
    if (protocols.length > 0) {
      builder.sslParameters(new SSLParameters(null, protocols));
    }
    return builder.build();
  }

  /** What keytool has left beside the PEM files. */
  private KeyManager[] identity(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(dir.resolve(name + ".p12"))) {
      store.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, "changeit".toCharArray());
    return factory.getKeyManagers();
  }

  @Test
  void speaks_tls_1_2_and_1_3_to_those_who_trust_it_and_nothing_else() throws Exception {
    TlsFiles own = TlsFixtures.selfSigned(dir, "own", "EC", 30);
    try (Running service = serve(own, client(own, null, "TLSv1.3"))) {
      assertThat(service.log("secret").status()).isEqualTo(201);
      HttpClient older = client(own, null, "TLSv1.2");
      assertThat(older.send(service.request("/health/live"), Running.TEXT).statusCode())
          .isEqualTo(200);
      HttpClient stranger = HttpClient.newHttpClient();
      assertThatThrownBy(() -> stranger.send(service.request("/health/live"), Running.TEXT))
          .isInstanceOf(javax.net.ssl.SSLException.class);
      Run plain = Run.of("query", "--url", service.url().replace("https", "http"));
      assertThat(plain.code()).isEqualTo(2);

      Run query = Run.of("query", "--url", service.url(), "--ca", own.certificate(), "--refresh");
      assertThat(query.out()).endsWith(" [shop] secret\n");
      Run untrusting = Run.of("query", "--url", service.url());
      assertThat(untrusting.code()).isEqualTo(2);
      assertThat(untrusting.err().lines()).hasSize(1);
    }
  }

  @Test
  void asks_each_client_for_a_certificate_where_it_is_told_to() throws Exception {
    TlsFiles own = TlsFixtures.selfSigned(dir, "own", "EC", 30);
    TlsFiles friend = TlsFixtures.selfSigned(dir, "friend", "RSA", 30);
    TlsFixtures.selfSigned(dir, "stranger", "EC", 30);
    String authority = friend.certificate().toString();
    HttpClient known = client(own, identity("friend"));
    try (Running service = serve(own, known, "--tls-client-authority", authority)) {
      assertThat(service.log("m").status()).isEqualTo(201);
      for (KeyManager[] identity : new KeyManager[][] {null, identity("stranger")}) {
        HttpClient other = client(own, identity);
        assertThatThrownBy(() -> other.send(service.request("/health/live"), Running.TEXT))
            .isInstanceOf(IOException.class);
      }
    }
  }
}
