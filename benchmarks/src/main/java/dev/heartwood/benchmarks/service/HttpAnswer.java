package dev.heartwood.benchmarks.service;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One answer of an HTTP/1.1 server at a time, read as it comes; its memory is used again for the
 * next one. Knows no more than servers of today send to a client that asks for nothing special. For
 * one thread.
 */
final class HttpAnswer {
  private static final int CHUNKED = -1;
  private static final int MAX_SHOWN = 2000;

  private byte[] bytes = new byte[8192];
  private int length;
  private int headEnd;
  private int status;
  private int bodyLength;

  void clear() {
    length = 0;
    headEnd = 0;
  }

  /**
   * Reads what is there.
   *
   * @return whether the answer is whole
   * @throws EOFException if the server closed the connection before that
   */
  boolean read(SocketChannel channel) throws IOException {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    int count = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    length += count;
    return (headEnd > 0 || readHead()) && isWhole();
  }

  int status() {
    return status;
  }

  /** For texts of ASCII; others keep their length in bytes. */
  String body() {
    return bodyLength == CHUNKED ? joined() : text(headEnd, headEnd + bodyLength);
  }

  /** The value of a header, or an empty text. */
  String header(String name) {
    String head = text(0, headEnd);
    int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
    if (at < 0) {
      return "";
    }
    int start = at + name.length() + 3;
    return head.substring(start, head.indexOf("\r\n", start)).strip();
  }

  /**
   * @throws IllegalStateException if it has another status
   */
  void expect(int wanted) {
    if (status != wanted) {
      throw new IllegalStateException("answer must be " + wanted + ", was " + this);
    }
  }

  @Override
  public String toString() {
    String body = body();
    return status + " " + (body.length() < MAX_SHOWN ? body : body.substring(0, MAX_SHOWN));
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private boolean readHead() {
    for (int i = 3; i < length; i++) {
      if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
        headEnd = i + 1;
        status = Integer.parseInt(text(9, 12));
        String size = header("content-length");
        boolean empty = status == 204 || status == 304;
        bodyLength = empty ? 0 : size.isEmpty() ? CHUNKED : Integer.parseInt(size);
        return true;
      }
    }
    return false;
  }

  private boolean isWhole() {
    if (bodyLength != CHUNKED) {
      return length >= headEnd + bodyLength;
    }
    return length >= headEnd + 5 && text(length - 5, length).equals("0\r\n\r\n");
  }

  private String joined() {
    StringBuilder body = new StringBuilder(length);
    int at = headEnd;
    while (true) {
      int lineEnd = at;
      while (bytes[lineEnd] != '\r') {
        lineEnd++;
      }
      int size = Integer.parseInt(text(at, lineEnd), 16);
      if (size == 0) {
        return body.toString();
      }
      body.append(text(lineEnd + 2, lineEnd + 2 + size));
      at = lineEnd + 2 + size + 2;
    }
  }
}
