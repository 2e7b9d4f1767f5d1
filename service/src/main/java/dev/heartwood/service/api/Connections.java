package dev.heartwood.service.api;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts open connections by client, and takes no more of one than are allowed, so that none takes
 * them all. Of an IPv6 address its network of 64 bits is the client. Trusted proxies are nobody in
 * particular: theirs are not counted.
 *
 * <p><b>Threads:</b> any.
 */
final class Connections {
  private static final int NETWORK_BYTES = 8;

  private final int maxPerClient;
  private final Networks proxies;
  private final ConcurrentMap<ByteBuffer, Integer> open = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();

  Connections(int maxPerClient, Networks proxies) {
    this.maxPerClient = maxPerClient;
    this.proxies = proxies;
  }

  /**
   * Counts a connection until it is closed. Returns false, and counts nothing, if it is too many.
   */
  boolean take(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress peer)
        || proxies.contains(peer.getAddress())) {
      return true;
    }
    ByteBuffer client = client(peer.getAddress());
    if (open.merge(client, 1, Integer::sum) > maxPerClient) {
      release(client);
      refused.increment();
      return false;
    }
    channel.closeFuture().addListener(closed -> release(client));
    return true;
  }

  private void release(ByteBuffer client) {
    open.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
  }

  private static ByteBuffer client(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(
        address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }

  LongAdder refused() {
    return refused;
  }
}
