package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Payloads whose every byte can be checked, and what a reader makes of a journal. */
final class Payloads {
  private Payloads() {}

  /** A record as it was read. */
  record Read(long sequence, long epochNanos, String text, long missing) {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static long append(Journal journal, String text) throws IOException {
    return append(journal, 0, text);
  }

  static long append(Journal journal, long epochNanos, String text) throws IOException {
    byte[] bytes = bytes(text);
    return journal.append(epochNanos, bytes, 0, bytes.length);
  }

  /** {@code n} and then as many bytes as wanted, each of which follows from {@code n}. */
  static byte[] numbered(long n, int length) {
    byte[] bytes = new byte[Math.max(8, length)];
    Frames.putLong(bytes, 0, n);
    for (int i = 8; i < bytes.length; i++) {
      bytes[i] = (byte) (n * 31 + i * 7);
    }
    return bytes;
  }

  /** The number of such a payload, every byte of which is right. */
  static long number(byte[] payload) {
    long n = Frames.longAt(payload, 0);
    assertThat(payload).isEqualTo(numbered(n, payload.length));
    return n;
  }

  static List<Read> readAll(JournalReader reader) throws IOException {
    List<Read> all = new ArrayList<>();
    while (reader.next()) {
      all.add(
          new Read(
              reader.sequence(),
              reader.epochNanos(),
              new String(reader.payload(), StandardCharsets.UTF_8),
              reader.missing()));
    }
    return all;
  }

  static List<String> texts(Journal journal) throws IOException {
    try (JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      return readAll(reader).stream().map(Read::text).toList();
    }
  }
}
