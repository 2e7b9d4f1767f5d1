package dev.heartwood.service.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates made by the JDK's own keytool. */
public final class TlsFixtures {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private TlsFixtures() {}

  /** Writes {@code name.crt} and {@code name.key} for localhost, valid for some days. */
  public static TlsFiles selfSigned(Path dir, String name, String algorithm, int days)
      throws Exception {
    return make(dir, name, algorithm, "-validity", "" + days);
  }

  /** One whose time is over. */
  public static TlsFiles expired(Path dir, String name) throws Exception {
    return make(dir, name, "EC", "-startdate", "-10d", "-validity", "1");
  }

  /** One whose time has not come. */
  public static TlsFiles early(Path dir, String name) throws Exception {
    return make(dir, name, "EC", "-startdate", "+10d", "-validity", "1");
  }

  private static TlsFiles make(Path dir, String name, String algorithm, String... more)
      throws Exception {
    Path store = dir.resolve(name + ".p12");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-alias",
                "own",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-ext",
                "bc=ca:true",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(out);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Certificate certificate = keys.getCertificate("own");
    Key key = keys.getKey("own", PASSWORD);
    return new TlsFiles(
        pem(dir.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded()),
        pem(dir.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded()),
        null);
  }

  private static Path pem(Path file, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }
}
