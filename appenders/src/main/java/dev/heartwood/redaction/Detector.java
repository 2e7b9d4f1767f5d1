package dev.heartwood.redaction;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One kind of secret: its name, how it is found, and what is written in its place. Immutable.
 *
 * <p>The built-in ones know ASCII digits and letters only, and look at a text twice at most: once
 * in a scan that all share and that most texts end with, once for what that scan hinted at.
 */
public final class Detector {
  /**
   * Payment card numbers: 13 to 19 digits with a valid Luhn check digit, in one piece or in groups
   * of 3 to 8 (the last may be shorter) with single spaces or dashes between. Not taken for cards:
   * what begins with 0, with 1 unless it has 15 digits (as milliseconds since 1970 do), dates with
   * times in 14 or 17 digits, and the digits behind a decimal point.
   */
  public static final Detector CARD_NUMBER =
      new Detector("card", keys -> new CardNumbers(), TextTraits.DIGITS, null, null);

  /** E-mail addresses whose domain has a dot; also with {@code %40} for the at sign. */
  public static final Detector EMAIL =
      new Detector("email", keys -> new MailAddresses(), TextTraits.AT, null, null);

  /** What follows the word Bearer, in any case, up to white space, a quote, a comma or bracket. */
  public static final Detector BEARER_TOKEN =
      new Detector(
          "bearer",
          keys -> PatternFinder.of("(?i)bearer(?:[\\s:=\"']|%20)+([^\\s\"',;<>()\\[\\]{}\\\\]+)"),
          TextTraits.BEARER,
          null,
          null);

  /** JSON Web Tokens, signed or encrypted, also when cut off after the first dot. */
  public static final Detector JWT =
      new Detector(
          "jwt",
          keys -> PatternFinder.of("eyJ[A-Za-z0-9_=-]+(?:\\.[A-Za-z0-9_=-]*){1,4}"),
          TextTraits.JWT,
          null,
          null);

  /**
   * Values behind a secret key (see {@link RedactionConfig#secretKeys}) and {@code =} or {@code :},
   * in JSON, query strings, headers, {@code toString} forms and prose: {@code password=x}, {@code
   * "pwd": "x"}, {@code Authorization: Basic x}. A quoted value ends at its quote, one in brackets
   * at their end, another at white space, {@code &} or before a comma or semicolon that begins a
   * new pair. Behind {@code authorization} and {@code cookie} the whole line is masked unless the
   * scheme has exactly one word of credentials.
   */
  public static final Detector PASSWORD =
      new Detector("password", Assignments::new, TextTraits.ASSIGNMENT, null, null);

  /**
   * International bank account numbers of a valid check digit (mod 97) and the length of their
   * country, in one piece or in groups with single spaces or dashes between; of a country without
   * an entry in the registry as of 2025 only in one piece.
   */
  public static final Detector IBAN =
      new Detector("iban", keys -> new Ibans(), TextTraits.IBAN, null, null);

  private final String name;
  private final Function<KeyNames, Finder> finder;
  private final int trait;
  private final @Nullable String hint;
  private final @Nullable String mask;

  private Detector(
      String name,
      Function<KeyNames, Finder> finder,
      int trait,
      @Nullable String hint,
      @Nullable String mask) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    this.name = name;
    this.finder = finder;
    this.trait = trait;
    this.hint = hint;
    this.mask = mask;
  }

  /**
   * Finds by a regular expression in RE2 syntax (no look-around, no back-references). If it has
   * groups, what the groups matched is masked, else all that it matched.
   *
   * <p>It runs over every text of every event unless {@link #withHint} spares it.
   *
   * @throws IllegalArgumentException if it does not compile, matches the empty text, or is so large
   *     that a search would take long
   */
  public static Detector pattern(String name, String regex) {
    Finder pattern = PatternFinder.of(regex);
    return new Detector(name, keys -> pattern, 0, null, null);
  }

  /** Finds by code. */
  public static Detector of(String name, Finder finder) {
    Objects.requireNonNull(finder, "finder");
    return new Detector(name, keys -> finder, 0, null, null);
  }

  /** The same detector with a mask of its own in place of the general one. */
  public Detector withMask(String value) {
    RedactionConfig.checkMask(value);
    return new Detector(name, finder, trait, hint, value);
  }

  /** The same detector, asked only about texts that contain this literally. */
  public Detector withHint(String literal) {
    return new Detector(name, finder, trait, Objects.requireNonNull(literal, "literal"), mask);
  }

  public String name() {
    return name;
  }

  /** What is written in place of a secret; null means the general mask. */
  public @Nullable String mask() {
    return mask;
  }

  Finder finder(KeyNames keys) {
    return finder.apply(keys);
  }

  /** Whether it may find something in a text of these traits. */
  boolean mayFind(String text, int traits) {
    return (traits & trait) == trait && (hint == null || text.contains(hint));
  }

  /** Whether it could find something in a few digits. */
  boolean isCustom() {
    return trait == 0;
  }

  @Override
  public String toString() {
    return "Detector[" + name + "]";
  }
}
