package dev.heartwood.appenders;

import java.io.Closeable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One open file and how long it is. Written through a {@link FileOutputStream} in append mode: an
 * interrupt would close a channel, and a file that is cut from outside gets no hole.
 *
 * <p><b>Threads:</b> guarded by its handler's lock.
 */
final class LogFile implements Closeable {
  private final Path path;
  private final FileOutputStream out;
  private final @Nullable Object key;
  private final boolean regular;
  private long length;
  private boolean torn;

  private LogFile(Path path, FileOutputStream out, BasicFileAttributes attributes) {
    this.path = path;
    this.out = out;
    this.key = attributes.fileKey();
    this.regular = attributes.isRegularFile();
    this.length = regular ? attributes.size() : 0;
    this.torn = length > 0 && !endsInNewline(path.toFile());
  }

  /** Opens or creates a file and the directories it lies in. */
  static LogFile open(Path path, boolean truncate) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    if (truncate) {
      new FileOutputStream(path.toFile(), false).close();
    }
    FileOutputStream out = new FileOutputStream(path.toFile(), true);
    try {
      return new LogFile(path, out, Files.readAttributes(path, BasicFileAttributes.class));
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** Tells the file from others, whatever its name; 0 where the system does not tell. */
  long key() {
    return keyOf(key);
  }

  static long keyOf(@Nullable Object fileKey) {
    if (fileKey == null) {
      return 0;
    }
    String text = fileKey.toString();
    long hash = 0xCBF29CE484222325L; // FNV-1a
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  boolean isRegular() {
    return regular;
  }

  /** Whether a half line has to be ended before the batch. */
  boolean endsLineBefore(LineBatch batch) {
    return torn && batch.array()[batch.length() - 1] == '\n';
  }

  /** Looks how long the file is: another program may have appended to it. */
  void refreshLength() throws IOException {
    length = Math.max(length, Files.size(path));
  }

  /** Bytes in the file. */
  long length() {
    return length;
  }

  /** Appends a batch, first ending a half line that somebody's death or failure has left. */
  void write(LineBatch batch) throws IOException {
    if (endsLineBefore(batch)) {
      out.write('\n');
      length++;
    }
    torn = false;
    out.write(batch.array(), 0, batch.length());
    length += batch.length();
  }

  /**
   * After a failed write: cuts off what is there of a half event.
   *
   * @return how many events of the batch are in the file as a whole
   */
  int repair(LineBatch batch) {
    if (!regular) {
      return 0;
    }
    boolean interrupted = Thread.interrupted(); // it would close the channel
    try {
      FileChannel channel = out.getChannel();
      long written = channel.size() - length;
      if (written <= 0 || written > batch.length()) {
        return 0; // nothing, or somebody else writes here as well
      }
      int whole = batch.eventsWithin((int) written);
      channel.truncate(length + batch.endOf(whole));
      length += batch.endOf(whole);
      return whole;
    } catch (IOException e) {
      return 0; // the half line is ended when the file is opened again
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What has become of the name since the file was opened. */
  External external() throws IOException {
    if (!regular) {
      return External.SAME;
    }
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (!Objects.equals(key, now.fileKey())) {
        return External.GONE;
      }
      if (now.size() < length) {
        length = now.size();
        return External.CUT;
      }
      return External.SAME;
    } catch (NoSuchFileException e) {
      return External.GONE;
    }
  }

  /** Outside changes of a file. */
  enum External {
    SAME,
    /** Shorter than we left it, as copy-and-truncate does. */
    CUT,
    /** Moved, removed or replaced. */
    GONE
  }

  /** Cuts off what is behind a line's end. */
  void cutBack(long end) throws IOException {
    boolean interrupted = Thread.interrupted(); // it would close the channel
    try {
      out.getChannel().truncate(end);
      length = end;
      torn = false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void force() throws IOException {
    out.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private static boolean endsInNewline(File file) {
    try (RandomAccessFile reader = new RandomAccessFile(file, "r")) {
      reader.seek(reader.length() - 1);
      return reader.read() == '\n';
    } catch (IOException e) {
      return true; // may be written but not read: then nobody can tell
    }
  }
}
