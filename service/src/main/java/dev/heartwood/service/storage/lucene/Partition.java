package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.KeepOnlyLastCommitDeletionPolicy;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SnapshotDeletionPolicy;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * The index of one day. It says itself, in the data of each commit, up to which sequence it has its
 * entries: what comes again is passed over. Its writer is opened when it is needed.
 *
 * <p>All is done under the storage's lock, but for merging while {@link #pinned}.
 */
final class Partition {
  private static final String NEXT = "next";
  private static final double LARGEST_MERGED_MB = 512;
  private static final int SCATTERED_SHARE = 4;

  private final Day day;
  private final Path path;
  private final Directory directory;
  private final LuceneOptions options;
  private final SnapshotDeletionPolicy commits =
      new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy());
  private @Nullable IndexWriter writer;
  private @Nullable DirectoryReader reader;

  /** Entries of smaller sequences are here, or never will be. */
  private long next;

  /** What {@link #next} was when it was last asked whether to seal this. */
  private long nextLooked = -1;

  private boolean uncommitted;
  private boolean changed;
  private boolean pinned;

  private Partition(Day day, Path path, Directory directory, LuceneOptions options) {
    this.day = day;
    this.path = path;
    this.directory = directory;
    this.options = options;
  }

  /** A new partition. */
  static Partition create(Day day, Path path, LuceneOptions options, DirectoryOpener opener)
      throws IOException {
    return new Partition(day, path, opener.open(path), options);
  }

  /**
   * A partition that was committed.
   *
   * @throws DamagedIndexException if it cannot be read
   */
  static Partition open(Day day, Path path, LuceneOptions options, DirectoryOpener opener)
      throws IOException {
    Partition partition = create(day, path, options, opener);
    try {
      partition.next = committedNext(SegmentInfos.readLatestCommit(partition.directory));
      partition.reader = DirectoryReader.open(partition.directory);
      return partition;
    } catch (IndexFormatTooNewException | IndexFormatTooOldException e) {
      throw partition.unreadable("it is of another version: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw partition.unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads all files, and compares them with their checksums. */
  void readThrough() throws IOException {
    if (reader != null) {
      try {
        for (LeafReaderContext segment : reader.leaves()) {
          segment.reader().checkIntegrity();
        }
      } catch (IOException e) {
        throw new DamagedIndexException(path, String.valueOf(e.getMessage()), e);
      }
    }
  }

  private DamagedIndexException unreadable(String reason, Exception cause) throws IOException {
    directory.close();
    return new DamagedIndexException(path, reason, cause);
  }

  private static long committedNext(SegmentInfos infos) {
    String committed = infos.getUserData().get(NEXT);
    return committed == null ? 0 : Long.parseLong(committed);
  }

  Day day() {
    return day;
  }

  Path path() {
    return path;
  }

  boolean isOpen() {
    return writer != null;
  }

  void pin(boolean value) {
    pinned = value;
  }

  boolean isPinned() {
    return pinned;
  }

  /** Whether it is one segment with nothing deleted. */
  boolean isSealed() {
    return reader != null && !changed && reader.leaves().size() <= 1 && !reader.hasDeletions();
  }

  /**
   * Whether to merge it into one segment now: if nothing has come since this was last asked, or a
   * quarter of it lies outside of its largest segment. Else a few late entries a minute would have
   * the whole day merged each time.
   */
  boolean isToBeSealed() {
    boolean quiet = next == nextLooked;
    nextLooked = next;
    return !isSealed() && (quiet || isScattered());
  }

  private boolean isScattered() {
    long entries = 0;
    long largest = 0;
    if (reader != null) {
      for (LeafReaderContext segment : reader.leaves()) {
        entries += segment.reader().maxDoc();
        largest = Math.max(largest, segment.reader().maxDoc());
      }
    }
    return (entries - largest) * SCATTERED_SHARE >= entries;
  }

  /** After merging: the next commit is of the merged segments. */
  void merged() {
    uncommitted = true;
    changed = true;
  }

  long ramBytes() {
    return writer == null ? 0 : writer.ramBytesUsed();
  }

  void spill() throws IOException {
    if (writer != null) {
      writer.flushNextBuffer();
    }
  }

  IndexWriter writer() throws IOException {
    if (writer == null) {
      writer = new IndexWriter(directory, config());
    }
    return writer;
  }

  private IndexWriterConfig config() {
    ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    merges.setMaxMergesAndThreads(options.mergeThreads() + 4, options.mergeThreads());
    merges.disableAutoIOThrottle();
    LogByteSizeMergePolicy neighbours = new LogByteSizeMergePolicy(); // keeps the order of arrival
    neighbours.setMaxMergeMB(LARGEST_MERGED_MB);
    neighbours.setNoCFSRatio(0);
    IndexWriterConfig config = new IndexWriterConfig();
    config.setIndexDeletionPolicy(commits);
    config.setMergeScheduler(merges);
    config.setMergePolicy(neighbours);
    config.setRAMBufferSizeMB(options.bufferBytes() / (double) (1 << 20));
    config.setUseCompoundFile(false);
    config.setCommitOnClose(false);
    return config;
  }

  /** Those that it has not yet; in the order of their sequences. */
  void add(List<LogEntry> entries, Adders adders) throws IOException {
    int first = 0;
    while (first < entries.size() && entries.get(first).sequence() < next) {
      first++;
    }
    if (first < entries.size()) {
      adders.add(entries.subList(first, entries.size()), day, writer());
      next = entries.get(entries.size() - 1).sequence() + 1;
      uncommitted = true;
      changed = true;
    }
  }

  void delete(Query query) throws IOException {
    writer().deleteDocuments(query);
    uncommitted = true;
    changed = true;
  }

  void commit() throws IOException {
    if (uncommitted) {
      writer().setLiveCommitData(Map.of(NEXT, Long.toString(next)).entrySet());
      writer().commit();
      uncommitted = false;
    }
  }

  /** Commits and closes the writer; merges that run are given up. */
  void closeWriter() throws IOException {
    if (writer != null) {
      commit();
      writer.rollback();
      new IndexWriter(directory, config()).rollback(); // removes files that only readers had used
      writer = null;
      changed = true;
    }
  }

  /** Goes back to the last commit, after an error. */
  void recover() throws IOException {
    if (writer != null) {
      writer.rollback();
      writer = null;
    }
    boolean any = DirectoryReader.indexExists(directory);
    next = any ? committedNext(SegmentInfos.readLatestCommit(directory)) : 0;
    uncommitted = false;
    changed = true;
  }

  /** What is found now; null if there is nothing yet. */
  @Nullable DayReader refresh() throws IOException {
    if (changed || reader == null) {
      DirectoryReader old = reader;
      if (writer != null) {
        reader = old == null ? DirectoryReader.open(writer) : newer(old, writer);
      } else {
        reader = DirectoryReader.indexExists(directory) ? DirectoryReader.open(directory) : null;
      }
      if (old != null && old != reader) {
        old.decRef();
      }
      changed = false;
    }
    return reader == null ? null : new DayReader(day, reader);
  }

  private static DirectoryReader newer(DirectoryReader old, IndexWriter writer) throws IOException {
    DirectoryReader newer = DirectoryReader.openIfChanged(old, writer);
    return newer == null ? old : newer;
  }

  /** Keeps the last commit's files until {@link #release}. */
  IndexCommit snapshot() throws IOException {
    writer();
    return commits.snapshot();
  }

  void release(IndexCommit commit) throws IOException {
    commits.release(commit);
    if (writer != null) {
      writer.deleteUnusedFiles();
    }
  }

  /** Leaves all as it was at the last commit. */
  void close() throws IOException {
    if (writer != null) {
      writer.rollback();
      writer = null;
    }
    if (reader != null) {
      reader.decRef();
      reader = null;
    }
    directory.close();
  }
}
