package dev.heartwood.service.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the files of TLS hold, checked: they can be read, the certificate is valid now, and the key
 * is that of the certificate.
 *
 * @param chain the server's own certificate first
 * @param clientAuthorities empty for clients without certificates
 */
public record TlsIdentity(
    List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientAuthorities) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  public TlsIdentity {
    chain = List.copyOf(chain);
    clientAuthorities = List.copyOf(clientAuthorities);
  }

  /**
   * Reads and checks the files.
   *
   * @throws IllegalArgumentException with one line that names the file and what it must be
   */
  public static TlsIdentity load(TlsFiles files, Instant now) {
    List<X509Certificate> chain = certificates("certificate", files.certificate());
    chain.forEach(each -> requireValid(files.certificate(), each, now));
    PrivateKey key = privateKey(files.key());
    requirePair(files, key, chain.get(0).getPublicKey());
    Path authority = files.clientAuthority();
    return new TlsIdentity(
        chain, key, authority == null ? List.of() : certificates("clientAuthority", authority));
  }

  /** When the first of the chain's certificates ends. */
  public Instant expires() {
    return chain.stream()
        .map(each -> each.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** The certificates of a PEM file; at least one. */
  public static List<X509Certificate> certificates(String name, Path file) {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(name, file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      throw wrong(name, file, "hold PEM certificates, did not", e);
    }
    throw wrong(name, file, "hold PEM certificates, held none", null);
  }

  private static void requireValid(Path file, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    String subject = certificate.getSubjectX500Principal().getName();
    if (now.isAfter(end)) {
      throw wrong("certificate", file, "be valid, expired at " + end + " (" + subject + ")", null);
    }
    if (now.isBefore(from)) {
      throw wrong("certificate", file, "be valid, begins at " + from + " (" + subject + ")", null);
    }
  }

  private static PrivateKey privateKey(Path file) {
    String text = new String(bytes("key", file), StandardCharsets.ISO_8859_1);
    Matcher block = PKCS8.matcher(text);
    if (!block.find()) {
      Matcher other = OTHER_KEY.matcher(text);
      throw wrong(
          "key",
          file,
          "hold a PKCS#8 'PRIVATE KEY' without a password, held "
              + (other.find()
                  ? "a '" + other.group(1) + "' (openssl pkcs8 -topk8 -nocrypt changes it)"
                  : "none"),
          null);
    }
    try {
      return privateKey(file, Base64.getMimeDecoder().decode(block.group(1)));
    } catch (IllegalArgumentException e) {
      throw wrong("key", file, "hold a private key that can be read, did not", e);
    }
  }

  private static PrivateKey privateKey(Path file, byte[] encoded) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // of another kind
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + algorithm, e);
      }
    }
    throw new IllegalArgumentException("a key of " + file + " must be one of " + ALGORITHMS);
  }

  private static void requirePair(TlsFiles files, PrivateKey key, PublicKey certified) {
    boolean pair;
    try {
      byte[] sample = "heartwood".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance(signatureOf(key));
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(sample);
      pair = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      pair = false; // not even of the same kind
    }
    if (!pair) {
      throw wrong(
          "key", files.key(), "be that of [" + files.certificate() + "], was another", null);
    }
  }

  private static String signatureOf(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "EdDSA";
    };
  }

  private static byte[] bytes(String name, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw wrong(name, file, "exist, did not", e);
    } catch (AccessDeniedException e) {
      throw wrong(name, file, "be readable, was not: permission denied", e);
    } catch (IOException e) {
      throw wrong(name, file, "be readable, was not: " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException wrong(
      String name, Path file, String rule, @Nullable Throwable cause) {
    return new IllegalArgumentException("tls." + name + " [" + file + "] must " + rule, cause);
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + chain.get(0).getSubjectX500Principal().getName() + "]";
  }
}
