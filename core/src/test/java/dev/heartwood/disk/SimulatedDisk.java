package dev.heartwood.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk in memory that forgets as a real one does. What is written is in the page cache; {@link
 * DiskFile#force} and {@link #forceDirectory} move it to the medium. {@link #afterPowerLoss} gives
 * the disk as a machine finds it that lost power: each sector that was not forced is as before or
 * as any write since left it, whatever became of its neighbours; each name that was made, renamed
 * or deleted without a forced directory may or may not be. {@link #afterKill} gives it as after
 * {@code kill -9}: the page cache is whole.
 *
 * <p>Calls that change something are counted, and can be made to fail: see {@link #at}. After a
 * crash of that kind every further call throws {@link Crash}.
 *
 * <p>A force that fails forgets, as Linux does, what it should have written: it stays in the page
 * cache, a later force succeeds without writing it, and after a loss of power it may be gone.
 *
 * <p><b>Threads:</b> any; deterministic if one at a time calls.
 */
public final class SimulatedDisk implements Disk {
  public static final int SECTOR_BYTES = 512;

  private static final long SCATTER = 0x9E3779B97F4A7C15L;

  /** The process is gone. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("the process was killed", null, false, false);
    }
  }

  /** A call that changes something. */
  public enum Call {
    CREATE,
    WRITE,
    FORCE,
    TRUNCATE,
    RENAME,
    DELETE,
    FORCE_DIRECTORY
  }

  /** What becomes of a call. */
  public enum Fault {
    /** It is done in part, and the process is gone. */
    CRASH,
    /** It is done in part, and throws. */
    INPUT_OUTPUT_ERROR,
  }

  /** Decides about each call. */
  @FunctionalInterface
  public interface Faults {
    Faults NONE = (number, call, path) -> null;

    /**
     * @param number of the call, from 1
     * @return null for no fault
     */
    Fault on(long number, Call call, Path path);
  }

  private final Map<Path, Inode> names = new TreeMap<>(); // as processes see them
  private final Map<Path, Inode> durableNames = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>(); // since the directory was forced
  private final Set<Path> directories = new HashSet<>();
  private final Set<Path> locks = new HashSet<>();
  private final Random random;
  private final long bootId;
  private Faults faults = Faults.NONE;
  private long capacity = Long.MAX_VALUE;
  private long calls;
  private boolean crashed;

  public SimulatedDisk(long seed) {
    this(new Random(seed), seed);
  }

  private SimulatedDisk(Random random, long bootId) {
    this.random = random;
    this.bootId = bootId;
  }

  /** One change of the directory: a name that goes, a name that comes, or both in one step. */
  private record NameChange(Path gone, Path come, Inode inode) {
    void apply(Map<Path, Inode> to) {
      if (gone != null && to.get(gone) == inode) {
        to.remove(gone);
      }
      if (come != null) {
        to.put(come, inode);
      }
    }
  }

  public synchronized void at(Faults decides) {
    faults = decides;
  }

  /** How many bytes the files may have together. */
  public synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  /** Calls so far that changed something. */
  public synchronized long calls() {
    return calls;
  }

  public synchronized boolean hasCrashed() {
    return crashed;
  }

  /** Ends the process: every further call throws. */
  public synchronized void crash() {
    crashed = true;
  }

  /** The same disk for the next process: all that was written is there. */
  public synchronized SimulatedDisk afterKill() {
    SimulatedDisk next = new SimulatedDisk(random, bootId);
    Map<Inode, Inode> copies = new IdentityHashMap<>();
    names.forEach(
        (path, inode) -> next.names.put(path, copies.computeIfAbsent(inode, Inode::copy)));
    durableNames.forEach(
        (path, inode) -> next.durableNames.put(path, copies.computeIfAbsent(inode, Inode::copy)));
    for (NameChange each : nameChanges) {
      next.nameChanges.add(
          new NameChange(each.gone, each.come, copies.computeIfAbsent(each.inode, Inode::copy)));
    }
    next.directories.addAll(directories);
    next.capacity = capacity;
    return next;
  }

  /** One of the disks that a machine may find after a loss of power. */
  public synchronized SimulatedDisk afterPowerLoss(long seed) {
    Random dice = new Random(seed * SCATTER); // the first numbers of small seeds are alike
    SimulatedDisk next = new SimulatedDisk(new Random(seed), bootId + 1 + seed);
    Map<Path, Inode> kept = new TreeMap<>(durableNames);
    boolean inOrder = dice.nextBoolean();
    int prefix = dice.nextInt(nameChanges.size() + 1);
    for (int i = 0; i < nameChanges.size(); i++) {
      if (inOrder ? i < prefix : dice.nextBoolean()) {
        nameChanges.get(i).apply(kept);
      }
    }
    int newness = dice.nextInt(101);
    kept.forEach((path, inode) -> next.names.put(path, inode.afterPowerLoss(dice, newness)));
    next.durableNames.putAll(next.names);
    next.directories.addAll(directories);
    next.capacity = capacity;
    return next;
  }

  /** Turns over one bit of a file, on the medium and in the page cache. */
  public synchronized void flip(Path path, long bit) {
    Inode inode = names.get(path);
    inode.live[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
    inode.durable = inode.live.clone();
  }

  /** A copy of a file. */
  public synchronized byte[] bytes(Path path) {
    return names.get(path).live.clone();
  }

  private void call(Call call, Path path) throws IOException {
    if (decide(call, path) != null) {
      throw new IOException("Input/output error");
    }
  }

  /** Whether the call fails. */
  private Fault decide(Call call, Path path) {
    requireAlive();
    Fault fault = faults.on(++calls, call, path);
    if (fault == Fault.CRASH) {
      crashed = true;
      if (call != Call.WRITE) {
        throw new Crash();
      }
    }
    return fault;
  }

  private void requireAlive() {
    if (crashed) {
      throw new Crash();
    }
  }

  private long used() {
    return new HashSet<>(names.values()).stream().mapToLong(inode -> inode.live.length).sum();
  }

  @Override
  public synchronized DiskFile create(Path path) throws IOException {
    call(Call.CREATE, path);
    if (names.containsKey(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Inode inode = new Inode();
    change(new NameChange(null, path, inode));
    return new File(path, inode);
  }

  private void change(NameChange change) {
    change.apply(names);
    nameChanges.add(change);
  }

  @Override
  public synchronized DiskFile open(Path path) throws IOException {
    return openToRead(path);
  }

  @Override
  public synchronized DiskFile openToRead(Path path) throws IOException {
    return new File(path, existing(path));
  }

  private Inode existing(Path path) throws IOException {
    requireAlive();
    Inode inode = names.get(path);
    if (inode == null) {
      throw new NoSuchFileException(path.toString());
    }
    return inode;
  }

  @Override
  public synchronized boolean exists(Path path) {
    requireAlive();
    return names.containsKey(path);
  }

  @Override
  public synchronized long size(Path path) throws IOException {
    return existing(path).live.length;
  }

  @Override
  public synchronized List<String> list(Path directory) throws IOException {
    requireAlive();
    if (!directories.contains(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    List<String> found = new ArrayList<>();
    for (Path each : names.keySet()) {
      if (directory.equals(each.getParent())) {
        found.add(each.getFileName().toString());
      }
    }
    return found;
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    requireAlive();
    directories.add(directory);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    call(Call.RENAME, to);
    change(new NameChange(from, to, existing(from)));
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    requireAlive();
    if (names.containsKey(path)) {
      call(Call.DELETE, path);
      change(new NameChange(path, null, names.get(path)));
    }
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    call(Call.FORCE_DIRECTORY, directory);
    durableNames.clear();
    durableNames.putAll(names);
    nameChanges.clear();
  }

  @Override
  public synchronized DiskLock lock(Path path) throws IOException {
    requireAlive();
    if (!locks.add(path)) {
      throw new LockedException(path, "this process");
    }
    return () -> {
      synchronized (this) {
        locks.remove(path);
      }
    };
  }

  @Override
  public synchronized long usableBytes(Path directory) {
    return capacity - used();
  }

  @Override
  public long bootId() {
    return bootId;
  }

  /** What a file is, in the page cache and on the medium. */
  private static final class Inode {
    private byte[] live = new byte[0];
    private byte[] durable = new byte[0];

    /** What was in a sector after each write since it was forced. */
    private final TreeMap<Integer, List<byte[]>> versions = new TreeMap<>();

    /** Sectors that a failed force has forgotten. */
    private final Set<Integer> forgotten = new TreeSet<>();

    Inode copy() {
      Inode copy = new Inode();
      copy.live = live.clone();
      copy.durable = durable.clone();
      versions.forEach((sector, list) -> copy.versions.put(sector, new ArrayList<>(list)));
      copy.forgotten.addAll(forgotten);
      return copy;
    }

    void write(long position, byte[] bytes, int offset, int length) {
      int end = Math.toIntExact(position + length);
      if (end > live.length) {
        live = Arrays.copyOf(live, end);
      }
      System.arraycopy(bytes, offset, live, (int) position, length);
      for (int sector = (int) position / SECTOR_BYTES;
          sector * SECTOR_BYTES < end && length > 0;
          sector++) {
        versions.computeIfAbsent(sector, s -> new ArrayList<>()).add(sector(live, sector));
        forgotten.remove(sector);
      }
    }

    static byte[] sector(byte[] of, int sector) {
      int from = Math.min(of.length, sector * SECTOR_BYTES);
      return Arrays.copyOf(
          Arrays.copyOfRange(of, from, Math.min(of.length, from + SECTOR_BYTES)), SECTOR_BYTES);
    }

    void force() {
      byte[] next = Arrays.copyOf(durable, live.length);
      for (Integer sector : List.copyOf(versions.keySet())) {
        if (!forgotten.contains(sector)) {
          int from = sector * SECTOR_BYTES;
          int length = Math.min(SECTOR_BYTES, live.length - from);
          if (length > 0) {
            System.arraycopy(live, from, next, from, length);
          }
          versions.remove(sector);
        }
      }
      durable = next;
    }

    void failToForce() {
      forgotten.addAll(versions.keySet());
    }

    void truncate(int size) {
      live = Arrays.copyOf(live, size);
      versions.keySet().removeIf(sector -> sector * SECTOR_BYTES >= size);
    }

    Inode afterPowerLoss(Random dice, int newness) {
      Inode next = new Inode();
      boolean oldSize = durable.length != live.length && dice.nextInt(100) >= newness;
      byte[] image = Arrays.copyOf(durable, oldSize ? durable.length : live.length);
      versions.forEach(
          (sector, list) -> {
            int from = sector * SECTOR_BYTES;
            int length = Math.min(SECTOR_BYTES, image.length - from);
            if (length > 0 && dice.nextInt(100) < newness) {
              boolean last = dice.nextInt(4) > 0;
              byte[] version = list.get(last ? list.size() - 1 : dice.nextInt(list.size()));
              System.arraycopy(version, 0, image, from, length);
            }
          });
      next.live = image;
      next.durable = image.clone();
      return next;
    }
  }

  private final class File implements DiskFile {
    private final Path path;
    private final Inode inode;
    private boolean closed;

    File(Path path, Inode inode) {
      this.path = path;
      this.inode = inode;
    }

    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireOpen();
        Fault fault = decide(Call.WRITE, path);
        if (fault != null) {
          inode.write(position, bytes, offset, random.nextInt(length + 1));
          if (fault == Fault.CRASH) {
            throw new Crash();
          }
          throw new IOException("Input/output error");
        }
        long room = capacity - used() + inode.live.length - position;
        if (room < length) {
          inode.write(position, bytes, offset, (int) Math.max(0, room));
          throw new IOException("No space left on device");
        }
        inode.write(position, bytes, offset, length);
      }
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireOpen();
        requireAlive();
        int available = (int) Math.max(0, Math.min(length, inode.live.length - position));
        if (available > 0) {
          System.arraycopy(inode.live, (int) position, into, offset, available);
        }
        return available;
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (SimulatedDisk.this) {
        requireOpen();
        if (decide(Call.FORCE, path) != null) {
          inode.failToForce();
          throw new IOException("Input/output error");
        }
        inode.force();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireOpen();
        call(Call.TRUNCATE, path);
        inode.truncate((int) size);
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (SimulatedDisk.this) {
        requireOpen();
        requireAlive();
        return inode.live.length;
      }
    }

    private void requireOpen() throws IOException {
      if (closed) {
        throw new IOException("Stream Closed");
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
