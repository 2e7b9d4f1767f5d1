package dev.heartwood.service.security;

/**
 * A key that was just made.
 *
 * @param text the whole key, which nobody can find out again
 */
public record NewKey(ApiKey key, String text) {
  @Override
  public String toString() {
    return "NewKey[" + key.id() + "]"; // what is printed by accident gives nothing away
  }
}
