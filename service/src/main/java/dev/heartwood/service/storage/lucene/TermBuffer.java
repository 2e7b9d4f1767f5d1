package dev.heartwood.service.storage.lucene;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/**
 * Terms of one entry, or of one question, as bytes; for one thread.
 *
 * <pre>
 * word       'w' word                    up to {@link #LONGEST} bytes
 * text       tag value                   service s, level l, logger o, thread t,
 *                                        correlation_id c, key k, source_ip p
 * severity   'g' ordinal
 * metadata   'm' path FF 's' value       text and booleans
 *            'm' path FF 'n' 8 bytes value   numbers: a double that sorts as bytes, then all digits
 * mark       'x' 'w'                     has longer words
 *            'x' 'm'                     has more metadata than is indexed, or very long numbers
 * </pre>
 *
 * <p>A value longer than {@link #LONGEST} bytes is cut, and ends with FF and the SHA-256 of the
 * whole; a path longer than that likewise with FE. Neither byte occurs in UTF-8.
 */
final class TermBuffer {
  static final char WORD = 'w';
  static final char SEVERITY = 'g';
  static final char METADATA = 'm';
  static final BytesRef LONG_WORDS = new BytesRef("xw");
  static final BytesRef MORE_METADATA = new BytesRef("xm");

  /** Of a word, path or value, in bytes of UTF-8. */
  static final int LONGEST = 128;

  static final byte CUT = (byte) 0xFF;
  static final byte END_OF_PATH = (byte) 0xFF;
  private static final byte CUT_PATH = (byte) 0xFE;
  private static final char TEXT = 's';
  private static final char NUMBER = 'n';

  private byte[] bytes = new byte[4096];
  private int[] ends = new int[64];
  private int count;
  private int length;

  void clear() {
    count = 0;
    length = 0;
  }

  int count() {
    return count;
  }

  /** Lets a term show one of these; until the next change. */
  void show(int index, BytesRef term) {
    term.bytes = bytes;
    term.offset = index == 0 ? 0 : ends[index - 1];
    term.length = ends[index] - term.offset;
  }

  void add(BytesRef term) {
    room(term.length);
    System.arraycopy(term.bytes, term.offset, bytes, length, term.length);
    length += term.length;
    end();
  }

  void text(char tag, String value) {
    begin(tag);
    bounded(value, CUT);
    end();
  }

  void severity(int ordinal) {
    begin(SEVERITY);
    bytes[length++] = (byte) ordinal;
    end();
  }

  void metadataText(String path, String value) {
    path(path, TEXT);
    bounded(value, CUT);
    end();
  }

  /** A number whose digits are at most {@link #LONGEST}. */
  void metadataNumber(String path, double value, String digits) {
    path(path, NUMBER);
    NumericUtils.longToSortableBytes(sortable(value), bytes, length);
    length += Long.BYTES;
    utf8(digits);
    end();
  }

  /** What all terms of numbers at a path start with. */
  static BytesRef numbersAt(String path) {
    return prefix(path, NUMBER);
  }

  /** What all terms of texts at a path start with. */
  static BytesRef textsAt(String path) {
    return prefix(path, TEXT);
  }

  static long sortable(double value) {
    return NumericUtils.doubleToSortableLong(value == 0 ? 0.0 : value);
  }

  /** The words of a message that is ASCII; says false, and adds nothing, if it is not. */
  boolean asciiWords(String message) {
    int countBefore = count;
    int lengthBefore = length;
    boolean longer = false;
    int end = message.length();
    room(2 * end + 2);
    int start = -1;
    for (int i = 0; i <= end; i++) {
      char c = i < end ? message.charAt(i) : ' ';
      if (c >= 0x80) {
        count = countBefore;
        length = lengthBefore;
        return false;
      }
      int lower = LOWER[c];
      if (lower != 0) {
        if (start < 0) {
          start = length;
          bytes[length++] = WORD;
        }
        bytes[length++] = (byte) lower;
      } else if (start >= 0) {
        longer |= endWord(start);
        start = -1;
      }
    }
    if (longer) {
      add(LONG_WORDS);
    }
    return true;
  }

  /** One word; says whether it is longer than terms are, and not added. */
  boolean word(String word) {
    int start = length;
    begin(WORD);
    utf8(word);
    return endWord(start);
  }

  private boolean endWord(int start) {
    if (length - start - 1 > LONGEST) {
      length = start;
      return true;
    }
    end();
    return false;
  }

  private static BytesRef prefix(String path, char kind) {
    TermBuffer buffer = new TermBuffer();
    buffer.path(path, kind);
    return new BytesRef(Arrays.copyOf(buffer.bytes, buffer.length));
  }

  private void path(String path, char kind) {
    begin(METADATA);
    bounded(path, CUT_PATH);
    room(2 + Long.BYTES);
    bytes[length++] = END_OF_PATH;
    bytes[length++] = (byte) kind;
  }

  private void begin(char tag) {
    room(2);
    bytes[length++] = (byte) tag;
  }

  private void end() {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    ends[count++] = length;
  }

  private void bounded(String value, byte cut) {
    int start = length;
    utf8(value);
    if (length - start > LONGEST) {
      byte[] hash = sha256().digest(value.getBytes(StandardCharsets.UTF_8));
      length = start + LONGEST - hash.length - 1;
      bytes[length++] = cut;
      System.arraycopy(hash, 0, bytes, length, hash.length);
      length += hash.length;
    }
  }

  private void utf8(String value) {
    int chars = value.length();
    room(chars);
    for (int i = 0; i < chars; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        byte[] rest = value.substring(i).getBytes(StandardCharsets.UTF_8);
        room(rest.length);
        System.arraycopy(rest, 0, bytes, length + i, rest.length);
        length += i + rest.length;
        return;
      }
      bytes[length + i] = (byte) c;
    }
    length += chars;
  }

  private void room(int more) {
    if (bytes.length - length < more + LONGEST) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more + LONGEST));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Letters and digits of ASCII in lower case; 0 for what is between words. */
  private static final byte[] LOWER = new byte[128];

  static {
    for (char c = 0; c < 128; c++) {
      LOWER[c] = Character.isLetterOrDigit(c) ? (byte) Character.toLowerCase(c) : 0;
    }
  }
}
