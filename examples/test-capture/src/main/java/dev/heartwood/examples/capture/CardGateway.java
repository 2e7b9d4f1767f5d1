package dev.heartwood.examples.capture;

/** Whoever charges the card. */
public interface CardGateway {
  /**
   * @throws Refused if the card was not charged
   */
  void charge(int orderId, long cents) throws Refused;

  /** The card was not charged. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    public Refused(String reason) {
      super(reason);
    }
  }
}
