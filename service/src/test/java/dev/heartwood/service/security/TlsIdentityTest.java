package dev.heartwood.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {
  @TempDir Path dir;

  private static void refused(TlsFiles files, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsIdentity.load(files, Instant.now()))
        .withMessageMatching(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "EdDSA"})
  void takes_certificates_of_every_kind(String algorithm) throws Exception {
    TlsFiles files = TlsFixtures.selfSigned(dir, "own", algorithm, 30);
    TlsFiles clients = new TlsFiles(files.certificate(), files.key(), files.certificate());

    TlsIdentity identity = TlsIdentity.load(clients, Instant.now());

    assertThat(identity.chain()).hasSize(1);
    assertThat(identity.clientAuthorities()).hasSize(1);
    assertThat(identity.expires()).isAfter(Instant.now());
    assertThat(identity.toString()).isEqualTo("TlsIdentity[CN=own]");
  }

  @Test
  void refuses_what_is_not_valid_now() throws Exception {
    refused(
        TlsFixtures.expired(dir, "old"),
        "tls.certificate \\[.*old.crt\\] must be valid, expired at .*Z \\(CN=old\\)");
    refused(
        TlsFixtures.early(dir, "new"),
        "tls.certificate \\[.*new.crt\\] must be valid, begins at .*Z \\(CN=new\\)");
  }

  @Test
  void refuses_the_key_of_another_certificate() throws Exception {
    TlsFiles own = TlsFixtures.selfSigned(dir, "own", "EC", 30);
    TlsFiles other = TlsFixtures.selfSigned(dir, "other", "EC", 30);
    TlsFiles rsa = TlsFixtures.selfSigned(dir, "rsa", "RSA", 30);

    refused(
        new TlsFiles(own.certificate(), other.key(), null),
        "tls.key \\[.*other.key\\] must be that of \\[.*own.crt\\], was another");
    refused(
        new TlsFiles(own.certificate(), rsa.key(), null),
        "tls.key \\[.*rsa.key\\] must be that of \\[.*own.crt\\], was another");
  }

  @Test
  void refuses_files_that_are_not_there_or_hold_something_else() throws Exception {
    TlsFiles own = TlsFixtures.selfSigned(dir, "own", "EC", 30);
    Path none = dir.resolve("none");
    Path text = Files.writeString(dir.resolve("text"), "hello\n");
    Path old = Files.writeString(dir.resolve("old"), "-----BEGIN RSA PRIVATE KEY-----\nAA\n");
    Path torn =
        Files.writeString(
            dir.resolve("torn"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

    refused(
        new TlsFiles(none, own.key(), null), "tls.certificate \\[.*none\\] must exist, did not");
    refused(
        new TlsFiles(text, own.key(), null),
        "tls.certificate \\[.*text\\] must hold PEM certificates, .*");
    refused(
        new TlsFiles(own.certificate(), text, null),
        "tls.key \\[.*text\\] must hold a PKCS#8 'PRIVATE KEY' without a password, held none");
    refused(
        new TlsFiles(own.certificate(), old, null),
        "tls.key \\[.*old\\] must hold a PKCS#8 'PRIVATE KEY' without a password, held a 'RSA"
            + " PRIVATE KEY' \\(openssl pkcs8 -topk8 -nocrypt changes it\\)");
    refused(
        new TlsFiles(own.certificate(), torn, null),
        "tls.key \\[.*torn\\] must hold a private key that can be read, did not");
    refused(
        new TlsFiles(own.certificate(), own.key(), text),
        "tls.clientAuthority \\[.*text\\] must hold PEM certificates, .*");
    refused(
        new TlsFiles(own.certificate(), dir, null), "tls.key \\[.*\\] must be readable, was not.*");
  }
}
