package dev.heartwood.benchmarks.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes and starts a PostgreSQL cluster out of the programs that are installed. */
final class PostgresCluster {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";

  /**
   * Memory like that of the others, disks without arms, and all that makes a commit safe. With its
   * usual pauses autovacuum holds up the index of texts, and searches become scans.
   */
  private static final String CONFIGURATION =
      """
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      max_connections = 100
      shared_buffers = 512MB
      effective_cache_size = 1GB
      work_mem = 32MB
      maintenance_work_mem = 128MB
      random_page_cost = 1.1
      jit = off
      fsync = on
      synchronous_commit = on
      wal_compression = on
      checkpoint_timeout = 15min
      autovacuum_naptime = 10s
      autovacuum_vacuum_cost_delay = 0
      """;

  private PostgresCluster() {}

  /** Directory of the programs of version 15, or null if there are none that this user can run. */
  static @Nullable Path programs() {
    Path programs = INSTALLED.resolve("15/bin");
    boolean runs = Files.isExecutable(programs.resolve("initdb"));
    return runs && (!isRoot() || Files.isExecutable(Path.of("/usr/bin/setpriv"))) ? programs : null;
  }

  /**
   * @param data does not exist yet
   * @param output for what the programs say
   */
  static ServerProcess start(Path programs, Path data, int port, Path output) throws IOException {
    Files.createDirectory(data);
    if (isRoot()) {
      Path above = data.toAbsolutePath().getParent();
      Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx--x--x"));
      var users = data.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(data, users.lookupPrincipalByName(USER));
    }
    make(programs, data, output);
    Files.writeString(
        data.resolve("postgresql.conf"),
        CONFIGURATION + "port = " + port + "\n",
        StandardOpenOption.APPEND);
    return ServerProcess.start(
        command(programs.resolve("postgres"), "-D", data.toString()), output);
  }

  private static void make(Path programs, Path data, Path output) throws IOException {
    Process process =
        new ProcessBuilder(
                command(
                    programs.resolve("initdb"),
                    "-D",
                    data.toString(),
                    "-U",
                    USER,
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("initdb failed:\n" + Files.readString(output));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while initdb ran", e);
    }
  }

  /** PostgreSQL refuses to run as root, so it runs as its own user then. */
  private static List<String> command(Path program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(
          List.of("/usr/bin/setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
    }
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
