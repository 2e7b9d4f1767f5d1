package dev.heartwood.ring;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A ring of bytes in a mapped file: a frame that was published outlives the process, whatever ends
 * it, and is delivered when the ring is next opened. Positions are bytes. The file is drawn in
 * {@code RingFile}, a frame in {@code Generation}.
 *
 * <p><b>Durability:</b> what was published is in the page cache of the operating system. It
 * survives {@code kill -9} and a crash of the JVM, not a power failure: after another boot of the
 * machine what can be proven to be whole is delivered, at least once.
 *
 * <p><b>A producer that stands still</b> between claim and publish would hold up everybody. After
 * {@link #HOLE_NANOS} of it the generation is sealed, producers go on in another file, made ready
 * meanwhile, and the hole becomes padding; the sleeper's publish then fails and it claims anew. The
 * time is added up from short looks, so that a process that was stopped as a whole seals nothing.
 *
 * <p><b>Names</b> that come again in many payloads may be given numbers, which are right as long as
 * the payload is in the ring: see {@link #numberOf}.
 *
 * <p><b>Threads:</b> as {@link Ring} says. Producers take no lock and call no channel.
 *
 * <pre>
 * field       written by      read by           ordering
 * current     worker          anybody           volatile
 * oldest      worker          anybody           volatile
 * switching   worker          producers, closer volatile; set before sealing, cleared after current
 * closing     closer          worker            volatile; set before the closer reads switching
 * checkpoint  whoever notes   worker            under its lock, with the choice of draining
 * the rest    worker          worker            plain
 * </pre>
 */
public final class MappedRing implements Ring<Frame> {
  public static final int MIN_CAPACITY = 1 << 20;
  public static final int MAX_CAPACITY = 1 << 29;

  /** No frame is longer than this, nor than an eighth of the ring. */
  public static final int MAX_FRAME_BYTES = 1 << 20;

  /** How long nothing may be published at the head of the ring before its claim is taken away. */
  public static final long HOLE_NANOS = 1_000_000_000;

  /** The same where nobody can claim any more, so that nothing has to be moved. */
  private static final long SEALED_HOLE_NANOS = 100_000_000;

  private static final long SPARE_NANOS = 250_000_000;
  private static final long LONGEST_LOOK_NANOS = 50_000_000;
  private static final long RETRY_NANOS = 1_000_000_000;
  private static final int USUAL_FRAME_BYTES = 128;
  private static final int WARM_RATIO = 4;
  private static final int MOST_WARM_BYTES = MIN_CAPACITY / 4;

  private final RingFiles files;
  private final StatusReporter status;
  private final LongSupplier nanoClock;
  private final int capacity;
  private final Frame frame = new Frame();

  private volatile Generation current;
  private volatile Generation oldest;
  private volatile boolean switching;
  private volatile boolean closing;

  private final ReentrantLock checkpointLock = new ReentrantLock();
  private Generation draining;
  private final Lookout look = new Lookout();
  private @Nullable Checkpoint checkpoint;

  private MappedRing(
      RingFiles files,
      List<Generation> generations,
      StatusReporter status,
      LongSupplier nanoClock) {
    this.files = files;
    this.status = status;
    this.nanoClock = nanoClock;
    oldest = generations.get(0);
    draining = oldest;
    current = generations.get(generations.size() - 1);
    capacity = current.capacity();
    look.tail = draining.freed();
    for (Generation each : generations) {
      Checkpoint found = each.file().isOfThisBoot() ? Checkpoint.newest(each.file()) : null;
      if (found != null && (checkpoint == null || found.sequence() > checkpoint.sequence())) {
        checkpoint = found;
      }
    }
  }

  /**
   * Opens a ring, or makes a new one. {@link #recover} has to follow before anything else.
   *
   * @param file its directory is made if need be; others beside it have its name with an ending
   * @param capacity bytes, a power of two from {@link #MIN_CAPACITY} to {@link #MAX_CAPACITY}; a
   *     file that holds events keeps the size it has
   * @param ownFileIfTaken whether to take the first free of {@code file-2}, {@code file-3} ... if
   *     another process uses the file
   * @throws IOException if the file cannot be made in full, is not ours, or is in use
   */
  public static MappedRing open(
      Path file, int capacity, boolean ownFileIfTaken, StatusReporter status) throws IOException {
    return open(file, capacity, ownFileIfTaken, status, System::nanoTime);
  }

  static MappedRing open(
      Path file,
      int capacity,
      boolean ownFileIfTaken,
      StatusReporter status,
      LongSupplier nanoClock)
      throws IOException {
    requireCapacity(capacity);
    RingFiles files = RingFiles.lock(file, capacity, ownFileIfTaken, status);
    boolean opened = false;
    try {
      MappedRing ring = new MappedRing(files, files.open(), status, nanoClock);
      opened = true;
      return ring;
    } finally {
      if (!opened) {
        files.release();
      }
    }
  }

  /**
   * @throws IllegalArgumentException unless it is a power of two in the range
   */
  public static void requireCapacity(long capacity) {
    if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || Long.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "ringFileSize must be a power of two from 1 MiB to 512 MiB, was " + capacity + " bytes");
    }
  }

  /** How much room a payload takes. */
  public static int frameSize(int payloadLength) {
    return Frame.GAP + payloadLength + 7 & ~7;
  }

  /** The longest payload that a ring of that capacity takes. */
  public static int maxPayload(long capacity) {
    return (int) Math.min(capacity / 8, MAX_FRAME_BYTES) - Frame.GAP;
  }

  /**
   * How far the handler had got, as {@link #note} was told last, by this or an earlier process;
   * null if nobody told, or the machine was booted since.
   */
  public @Nullable Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Remembers how far the handler has got; for one thread at a time, the worker as a rule. */
  public void note(Checkpoint newest) {
    checkpointLock.lock();
    try {
      checkpoint = newest;
      newest.write(draining.file());
    } finally {
      checkpointLock.unlock();
    }
  }

  /**
   * Makes whole what a dead process has left; before any producer.
   *
   * @param settled everything before this position is known to be delivered; 0 if nothing is known
   */
  public Recovered recover(long settled) {
    Recovered all = Recovered.NOTHING;
    for (Generation each = current; each != null; each = each.older()) {
      all = all.plus(RingRecovery.recover(each, settled, each == current));
    }
    if (all.events() == 0) {
      current.names().clear();
    } else if (!all.sameBoot() || current.older() != null) {
      current.names().addNone();
    }
    look.tail = oldest.freed();
    return all;
  }

  /**
   * Gives a name that comes again a number, which payloads carry in its place from now on; it keeps
   * it until a ring is opened in which nothing is left. Any thread; waits for nobody.
   *
   * @param many whether there may be more of its kind than there is room for: half of the room is
   *     left for others
   * @return 0 to 65535; negative if it gets none, now or ever
   */
  public int numberOf(byte[] name, int from, int to, boolean many) {
    return current.names().number(name, from, to, many ? RingNames.BYTES / 2 : 0);
  }

  /**
   * For the worker: the name with that number.
   *
   * @return null if there is none, or it is damaged
   */
  public byte @Nullable [] name(int number) {
    return draining.names().get(number);
  }

  /** The file that is in use, which is not the one asked for if that was taken. */
  public Path file() {
    return files.path();
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public int positionsPerEntry() {
    return USUAL_FRAME_BYTES;
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public long tryClaim(int size) {
    for (; ; ) {
      Generation target = current;
      long position = target.tryClaim(size);
      if (position != Generation.SEALED) {
        return position;
      }
      if (target == current && !switching) {
        return FULL; // closed
      }
      Thread.onSpinWait(); // another file is just being given its name
    }
  }

  /**
   * Copies a payload into a claimed frame, which {@link #publish} then gives to the worker.
   *
   * @param bytes the payload from {@link Frame#GAP} to {@code end}, with room for {@link
   *     Frame#TRAILER} more; what is around it is overwritten
   * @param tag 0 to 255, for the user
   */
  public void write(long position, byte[] bytes, int end, int tag) {
    Generation target = holding(position);
    if (target != null) {
      target.write(position, bytes, end, tag);
    }
  }

  @Override
  public boolean publish(long position) {
    Generation target = holding(position);
    return target != null && target.commit(position, Generation.EVENT);
  }

  /** Instead of publishing: nobody is to see the frame. */
  public void abort(long position) {
    Generation target = holding(position);
    if (target != null) {
      target.commit(position, Generation.PADDING);
    }
  }

  /** Null if its claim was taken away so long ago that the file is gone. */
  private @Nullable Generation holding(long position) {
    Generation each = current;
    while (each != null && position < each.base()) {
      each = each.older();
    }
    return each;
  }

  @Override
  public boolean isPublished(long position) {
    while (position >= look.tail) {
      if (draining.isTorn()) {
        return false;
      }
      if (draining == current && !draining.isCommitted(position)) {
        return false; // without a look at the tail, which producers are about to write
      }
      if (position < draining.tail()) {
        look.tail = draining.tail();
      } else {
        Generation next = draining == current || !draining.isSealed() ? null : newer(draining);
        if (next == null || position < draining.tail()) {
          return false;
        }
        drainFrom(next);
      }
    }
    return draining.isCommitted(position);
  }

  private void drainFrom(Generation next) {
    checkpointLock.lock();
    try {
      draining = next;
      if (checkpoint != null) {
        checkpoint.write(next.file()); // the older file will go
      }
    } finally {
      checkpointLock.unlock();
    }
    look.tail = next.base();
  }

  private @Nullable Generation newer(Generation than) {
    Generation each = current;
    while (each != null && each.older() != than) {
      each = each.older();
    }
    return each;
  }

  @Override
  public Frame get(long position) {
    boolean read = false;
    try {
      draining.read(position, frame);
      read = true;
    } finally {
      look.broken = !read;
    }
    return frame;
  }

  @Override
  public long next(long position) {
    look.next = frame.end();
    return look.next;
  }

  /** For the worker: the handler has seen everything before the position. */
  public void handed(long position) {
    draining.handed(position);
  }

  @Override
  public void free(long position) {
    Generation first = oldest;
    while (first != draining && position >= first.tail()) {
      Generation next = newer(first);
      if (next == null) {
        break;
      }
      first.free(first.tail());
      next.forgetOlder();
      oldest = next;
      files.retire(first, next);
      first = next;
    }
    first.free(Math.min(position, first.tail()));
  }

  @Override
  public long claimed() {
    return current.tail();
  }

  @Override
  public long freed() {
    return oldest.freed();
  }

  @Override
  public long room() {
    Generation target = current;
    return capacity - (target.tail() - target.freed());
  }

  @Override
  public long exhaust() {
    closing = true;
    while (switching) {
      Thread.onSpinWait();
    }
    return current.seal();
  }

  @Override
  public void idle(long position) {
    warmAhead();
    long now = nanoClock.getAsLong();
    if (position >= draining.tail() && !draining.isTorn()) {
      look.stalledAt = -1;
      return;
    }
    if (position != look.stalledAt) {
      look.stalledAt = position;
      look.stalledNanos = 0;
    } else {
      look.stalledNanos += Math.min(now - look.lastLookNanos, LONGEST_LOOK_NANOS);
    }
    look.lastLookNanos = now;
    if (draining.isTorn()) {
      if (look.stalledNanos >= SEALED_HOLE_NANOS) { // so long producers may take to complete
        draining.mend(position);
      }
    } else if (draining.isSealed()) {
      if (look.stalledNanos >= SEALED_HOLE_NANOS) {
        takeAway(position);
      }
    } else if (look.stalledNanos >= SPARE_NANOS
        && hasSpare(now)
        && look.stalledNanos >= HOLE_NANOS) {
      moveOn(position);
    }
  }

  /**
   * Takes the first store to each page from the callers, as far ahead as they may come until the
   * next look: after the system has written a page to the disk it costs as much as many calls.
   */
  private void warmAhead() {
    long tail = current.tail();
    long advanced = tail - look.tailWhenIdle;
    if (advanced == 0) {
      return;
    }
    look.tailWhenIdle = tail;
    try {
      current.warm(tail, tail + Math.min(WARM_RATIO * advanced, MOST_WARM_BYTES));
    } catch (InternalError e) {
      // The ring's file was cut. The guard will see it.
    }
  }

  private boolean hasSpare(long now) {
    if (files.hasSpare()) {
      return true;
    }
    if (look.nextSpareNanos != 0 && now - look.nextSpareNanos < 0) {
      return false;
    }
    try {
      files.prepareSpare(capacity);
      return true;
    } catch (IOException e) {
      look.nextSpareNanos = now + RETRY_NANOS;
      status.error(
          "ringFile [" + files.path() + "]: a thread stands still and there is no room to go on",
          e);
      return false;
    }
  }

  /**
   * For the worker: looks what others have made of the files, and says the worst. Files that were
   * cut can be touched again afterwards, and take no more claims: the ring has to {@linkplain #goOn
   * go on} in another one. What is then proven to be whole is still delivered.
   */
  public External external() throws IOException {
    External worst = External.SAME;
    for (Generation each = current; each != null; each = each.older()) {
      External found = each.file().external();
      if (each == draining && look.broken && found == External.SAME) {
        found = External.CUT;
      }
      if (found == External.CUT) {
        endCut(each);
      }
      worst = found.compareTo(worst) > 0 ? found : worst;
    }
    return worst;
  }

  private void endCut(Generation torn) throws IOException {
    Generation next = newer(torn);
    torn.endCut(next == null ? torn.freed() + capacity : next.base(), look.next);
    look.tail = 0; // to be found out anew, once it is mended
    look.broken = false;
    look.stalledAt = -1;
  }

  /**
   * For the worker: claims go on in another file, and what is left in this one is delivered first.
   *
   * @return false if the ring is being closed: claims have ended
   * @throws IOException if there is no room for one; they then go on in this one unless it was cut
   */
  public boolean goOn() throws IOException {
    if (!files.hasSpare()) {
      files.prepareSpare(capacity);
    }
    return switchGeneration();
  }

  /** Whether it did: whoever closes seals the generation itself. */
  private boolean switchGeneration() throws IOException {
    switching = true;
    try {
      if (closing) {
        return false;
      }
      Generation sealed = current;
      boolean switched = false;
      try {
        current = files.next(sealed, sealed.seal());
        switched = true;
      } finally {
        if (!switched && !sealed.wasCut()) {
          sealed.unseal();
        }
      }
      return true;
    } finally {
      switching = false;
    }
  }

  private void moveOn(long position) {
    try {
      if (!switchGeneration()) {
        return;
      }
    } catch (IOException e) {
      status.error("ringFile [" + files.path() + "]: could not go on in another file", e);
      return;
    }
    takeAway(position);
  }

  private void takeAway(long position) {
    long word = draining.word(position);
    if (word < 0 && !draining.isPlausible(position, Generation.sizeIn(word))) {
      look.broken = true; // nobody claimed that
    } else if (word <= 0) {
      tellTaken(word);
      draining.abort(position, draining.tail());
    }
    look.stalledAt = -1;
  }

  private void tellTaken(long word) {
    status.report(
        Level.WARN,
        "ringFile ["
            + files.path()
            + "]: took a claim away that was not completed for "
            + look.stalledNanos / 1_000_000
            + " ms"
            + Sleeper.describe(word),
        null);
  }

  /** Lets go of the file, once the worker has ended. What was not freed is kept for the next. */
  public void release() throws IOException {
    files.release();
  }
}
