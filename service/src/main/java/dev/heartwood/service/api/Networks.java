package dev.heartwood.service.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Networks of proxies that are trusted to say for whom they ask.
 *
 * @param all such as {@code 10.0.0.0/8} or {@code ::1}
 */
record Networks(List<Network> all) {
  private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]*[:.][0-9a-fA-F:.]*");
  private static final int MAX_HOPS = 32;

  Networks {
    all = List.copyOf(all);
  }

  static Networks of(List<String> texts) {
    List<Network> networks = new ArrayList<>();
    for (String text : texts) {
      networks.add(Network.of(text));
    }
    return new Networks(networks);
  }

  /**
   * The client behind a peer: the peer itself, unless it is a trusted proxy; then the last of the
   * forwarding header's addresses that is none.
   *
   * @param forwarded values of {@code X-Forwarded-For}, in their order
   */
  InetAddress client(InetAddress peer, List<String> forwarded) {
    InetAddress client = peer;
    if (!contains(peer) || forwarded.isEmpty()) {
      return client;
    }
    String[] hops = String.join(",", forwarded).split(",", -1);
    for (int i = hops.length - 1; i >= 0 && i >= hops.length - MAX_HOPS; i--) {
      InetAddress hop = parse(hops[i].strip());
      if (hop == null) {
        return client;
      }
      client = hop;
      if (!contains(hop)) {
        return client;
      }
    }
    return client;
  }

  boolean contains(InetAddress address) {
    for (Network network : all) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** Never asks a name server. */
  private static @Nullable InetAddress parse(String text) {
    String bare = text;
    if (bare.startsWith("[") && bare.contains("]")) {
      bare = bare.substring(1, bare.indexOf(']'));
    } else if (bare.indexOf(':') > 0 && bare.indexOf(':') == bare.lastIndexOf(':')) {
      bare = bare.substring(0, bare.indexOf(':')); // a port behind an IPv4 address
    }
    if (bare.length() > 45 || !LITERAL.matcher(bare).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(bare);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /**
   * One network.
   *
   * @param bits of the address that are the network's
   */
  record Network(InetAddress address, int bits) {
    static Network of(String text) {
      int slash = text.indexOf('/');
      InetAddress address = parse(slash < 0 ? text : text.substring(0, slash));
      if (address != null) {
        int most = address.getAddress().length * 8;
        try {
          int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
          if (bits >= 0 && bits <= most) {
            return new Network(address, bits);
          }
        } catch (NumberFormatException e) {
          // told below
        }
      }
      throw new IllegalArgumentException(
          "a trusted proxy must be an address or a network such as 10.0.0.0/8, was " + text);
    }

    boolean contains(InetAddress other) {
      byte[] mine = address.getAddress();
      byte[] its = other.getAddress();
      if (mine.length != its.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if (((mine[bit >> 3] ^ its[bit >> 3]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
