package dev.heartwood.ring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Which file systems a ring can live on. */
final class FileSystems {
  private static final Set<String> NETWORK =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "afs",
          "9p",
          "ceph",
          "glusterfs",
          "fuse.glusterfs",
          "fuse.sshfs",
          "lustre",
          "beegfs",
          "gpfs",
          "ocfs2",
          "gfs2",
          "webdav");

  private static final Set<String> COPY_ON_WRITE =
      Set.of("btrfs", "zfs", "bcachefs", "apfs", "refs");

  private FileSystems() {}

  /** The type of the file system that a directory lies on; empty if it cannot be told. */
  static String typeOf(Path directory) {
    try {
      return Files.getFileStore(directory).type().toLowerCase(Locale.ROOT);
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** Where another machine may write the same file, and where a page may come late or never. */
  static boolean isNetwork(String type) {
    return NETWORK.contains(type);
  }

  /** Where a page that was written before needs new room when it is written again. */
  static boolean isCopyOnWrite(String type) {
    return COPY_ON_WRITE.contains(type);
  }
}
