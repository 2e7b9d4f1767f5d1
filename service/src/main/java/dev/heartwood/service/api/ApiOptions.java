package dev.heartwood.service.api;

import dev.heartwood.StatusReporter;
import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.security.TlsIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the service shows itself over HTTP. Start at {@link #DEFAULT}.
 *
 * @param address to listen on; port 0 takes a free one
 * @param tls null for none
 * @param access who may call what
 * @param trustedProxies addresses and networks whose {@code X-Forwarded-For} is believed
 * @param cursorSecret at least 32 bytes that cursors are signed with; new ones make older cursors
 *     invalid
 * @param entryLimits as the service has them: what exceeds one is not even read
 * @param stopTimeout that requests under way get when the server stops
 * @param status where it is told what failed for a reason that clients are not told
 */
public record ApiOptions(
    InetSocketAddress address,
    @Nullable TlsIdentity tls,
    Access access,
    List<String> trustedProxies,
    Secret cursorSecret,
    ApiLimits limits,
    IngestLimits entryLimits,
    Duration stopTimeout,
    StatusReporter status) {

  /** Port 8080 of the loopback address, open to whoever reaches that. */
  public static final ApiOptions DEFAULT =
      new ApiOptions(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
          null,
          Access.OPEN,
          List.of(),
          Secret.random(),
          ApiLimits.DEFAULT,
          IngestLimits.DEFAULT,
          Duration.ofSeconds(10),
          StatusReporter.standardError());

  public ApiOptions {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(access, "access");
    trustedProxies = List.copyOf(trustedProxies);
    Objects.requireNonNull(cursorSecret, "cursorSecret");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(entryLimits, "entryLimits");
    if (stopTimeout.isNegative()) {
      throw new IllegalArgumentException("stopTimeout must not be negative, was " + stopTimeout);
    }
    Objects.requireNonNull(status, "status");
    Networks.of(trustedProxies);
  }

  /** Bytes that are not printed. */
  public static final class Secret {
    private static final int LEAST_BYTES = 32;

    private final byte[] bytes;

    public Secret(byte[] bytes) {
      if (bytes.length < LEAST_BYTES) {
        throw new IllegalArgumentException(
            "a secret must have at least " + LEAST_BYTES + " bytes, had " + bytes.length);
      }
      this.bytes = bytes.clone();
    }

    public static Secret random() {
      byte[] bytes = new byte[LEAST_BYTES];
      new SecureRandom().nextBytes(bytes);
      return new Secret(bytes);
    }

    byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public String toString() {
      return "Secret[hidden]";
    }
  }

  public ApiOptions withAddress(InetSocketAddress value) {
    return new ApiOptions(
        value, tls, access, trustedProxies, cursorSecret, limits, entryLimits, stopTimeout, status);
  }

  public ApiOptions withTls(@Nullable TlsIdentity value) {
    return new ApiOptions(
        address,
        value,
        access,
        trustedProxies,
        cursorSecret,
        limits,
        entryLimits,
        stopTimeout,
        status);
  }

  public ApiOptions withAccess(Access value) {
    return new ApiOptions(
        address,
        tls,
        value,
        trustedProxies,
        cursorSecret,
        limits,
        entryLimits,
        stopTimeout,
        status);
  }

  public ApiOptions withTrustedProxies(List<String> value) {
    return new ApiOptions(
        address, tls, access, value, cursorSecret, limits, entryLimits, stopTimeout, status);
  }

  public ApiOptions withCursorSecret(Secret value) {
    return new ApiOptions(
        address, tls, access, trustedProxies, value, limits, entryLimits, stopTimeout, status);
  }

  public ApiOptions withLimits(ApiLimits value) {
    return new ApiOptions(
        address,
        tls,
        access,
        trustedProxies,
        cursorSecret,
        value,
        entryLimits,
        stopTimeout,
        status);
  }

  public ApiOptions withEntryLimits(IngestLimits value) {
    return new ApiOptions(
        address, tls, access, trustedProxies, cursorSecret, limits, value, stopTimeout, status);
  }

  public ApiOptions withStopTimeout(Duration value) {
    return new ApiOptions(
        address, tls, access, trustedProxies, cursorSecret, limits, entryLimits, value, status);
  }

  public ApiOptions withStatus(StatusReporter value) {
    return new ApiOptions(
        address,
        tls,
        access,
        trustedProxies,
        cursorSecret,
        limits,
        entryLimits,
        stopTimeout,
        value);
  }
}
