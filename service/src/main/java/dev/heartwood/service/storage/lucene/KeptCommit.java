package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.Collection;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.NoLockFactory;

/**
 * The last commit of a partition at some time: its files stay until it is released, whatever is
 * written meanwhile.
 */
record KeptCommit(Partition partition, IndexCommit commit) {
  /** Copies all files, and makes them survive a loss of power. */
  void copyTo(Path target) throws IOException {
    PrivateDirectory.create(target);
    for (String name : commit.getFileNames()) {
      Path copy = target.resolve(name);
      Files.copy(partition.path().resolve(name), copy);
      PrivateDirectory.restrict(copy);
      StateFile.force(copy, StandardOpenOption.WRITE);
    }
    StateFile.force(target, StandardOpenOption.READ);
  }

  /** Reads all files and looks whether they fit together. */
  DayCheck check() {
    LocalDate day = LocalDate.ofEpochDay(partition.day().number());
    long bytes = 0;
    try (Directory files = new CommitDirectory(commit.getDirectory(), commit.getFileNames());
        CheckIndex check =
            new CheckIndex(files, NoLockFactory.INSTANCE.obtainLock(files, "verify"))) {
      for (String name : commit.getFileNames()) {
        bytes += files.fileLength(name);
      }
      check.setThreadCount(1);
      CheckIndex.Status status = check.checkIndex();
      long entries = 0;
      String problem = status.clean ? null : "its segments cannot be read";
      for (CheckIndex.Status.SegmentInfoStatus segment : status.segmentInfos) {
        entries += segment.maxDoc - segment.toLoseDocCount;
        if (segment.error != null) {
          problem = "segment " + segment.name + ": " + segment.error.getMessage();
        }
      }
      return new DayCheck(day, entries, bytes, problem);
    } catch (IOException | RuntimeException e) {
      return new DayCheck(day, 0, bytes, String.valueOf(e.getMessage()));
    }
  }

  /** Shows the files of one commit, and those of no other. */
  private static final class CommitDirectory extends FilterDirectory {
    private final String[] names;

    CommitDirectory(Directory all, Collection<String> names) {
      super(all);
      this.names = names.stream().sorted().toArray(String[]::new);
    }

    @Override
    public String[] listAll() {
      return names.clone();
    }

    @Override
    public void close() {} // it is the partition's
  }
}
