package dev.heartwood.id;

import java.util.UUID;

/**
 * Random UUIDs, version 4 of RFC 9562: 122 random bits, no order.
 *
 * <p>Unlike {@link UUID#randomUUID()} no caller waits at a lock. The price: the numbers are seeded
 * from the system's entropy once and are not secret afterwards. Use them as names, never as
 * passwords or session tokens.
 */
public final class Uuid4 implements IdGenerator {
  private static final long VERSION = 0x4000L;

  private final SeededRandom high = new SeededRandom();
  private final SeededRandom low = new SeededRandom();

  public UUID next() {
    return new UUID(high.next() & ~0xF000L | VERSION, Uuid7.withVariant(low.next()));
  }

  @Override
  public String nextId() {
    return next().toString();
  }
}
