package dev.heartwood.service.security;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Whom a service lets in. Without any key it is open, but only to programs of its own machine; with
 * the first key every call needs one.
 */
public enum Exposure {
  /** Bound to a loopback address, no key was ever made. */
  OPEN,

  /** There are keys. */
  KEYS_NEEDED;

  /**
   * What a start with this address means.
   *
   * @param host an address or a name of this machine
   * @param noKeys whether no key was ever made
   * @throws IllegalArgumentException if others could call without a key, or nobody has this name
   */
  public static Exposure of(String host, boolean noKeys) {
    boolean loopback = address(host).isLoopbackAddress();
    if (noKeys && !loopback) {
      throw new IllegalArgumentException(
          "host must be a loopback address such as 127.0.0.1 as long as there is no API key, was "
              + host
              + " (make one with: keys create)");
    }
    return noKeys ? OPEN : KEYS_NEEDED;
  }

  private static InetAddress address(String host) {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must be an address or a name, was empty");
    }
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host must be an address or a known name, was " + host, e);
    }
  }
}
