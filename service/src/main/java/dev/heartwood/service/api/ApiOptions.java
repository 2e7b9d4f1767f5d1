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
import java.util.function.Consumer;
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
    return with(draft -> draft.address = value);
  }

  public ApiOptions withTls(@Nullable TlsIdentity value) {
    return with(draft -> draft.tls = value);
  }

  public ApiOptions withAccess(Access value) {
    return with(draft -> draft.access = value);
  }

  public ApiOptions withTrustedProxies(List<String> value) {
    return with(draft -> draft.trustedProxies = value);
  }

  public ApiOptions withCursorSecret(Secret value) {
    return with(draft -> draft.cursorSecret = value);
  }

  public ApiOptions withLimits(ApiLimits value) {
    return with(draft -> draft.limits = value);
  }

  public ApiOptions withEntryLimits(IngestLimits value) {
    return with(draft -> draft.entryLimits = value);
  }

  public ApiOptions withStopTimeout(Duration value) {
    return with(draft -> draft.stopTimeout = value);
  }

  public ApiOptions withStatus(StatusReporter value) {
    return with(draft -> draft.status = value);
  }

  private ApiOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** The options while one of them is changed. */
  private static final class Draft {
    private InetSocketAddress address;
    private @Nullable TlsIdentity tls;
    private Access access;
    private List<String> trustedProxies;
    private Secret cursorSecret;
    private ApiLimits limits;
    private IngestLimits entryLimits;
    private Duration stopTimeout;
    private StatusReporter status;

    Draft(ApiOptions from) {
      address = from.address;
      tls = from.tls;
      access = from.access;
      trustedProxies = from.trustedProxies;
      cursorSecret = from.cursorSecret;
      limits = from.limits;
      entryLimits = from.entryLimits;
      stopTimeout = from.stopTimeout;
      status = from.status;
    }

    ApiOptions done() {
      return new ApiOptions(
          address,
          tls,
          access,
          trustedProxies,
          cursorSecret,
          limits,
          entryLimits,
          stopTimeout,
          status);
    }
  }
}
