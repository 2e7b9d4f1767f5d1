package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Delivery;
import dev.heartwood.faults.ChildJvm;
import dev.heartwood.faults.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes, rolls and packs behind a ring in a file, killed as it makes one of its
 * calls to the system, each in turn: while it makes the ring, while it writes, while it rolls,
 * while it packs, and while it recovers from such a kill. After a restart each event is in the
 * files once. Of each kind of call one is tried, {@code -Dheartwood.killpoints=all} tries all.
 */
class KillPointsTest {
  private static final boolean ALL = "all".equals(System.getProperty("heartwood.killpoints"));
  private static final int FIRST_CALLS = 5;
  private static final String HEAD = "head\n";
  private static final String FOOT = "foot\n";

  /** The calls with a name, on some of the files: what is killed as it makes one. */
  private record Calls(String names, List<String> files) {
    Calls(String names, String... files) {
      this(names, List.of(files));
    }
  }

  private static final List<Calls> WRITING =
      Stream.of("openat", "write", "fsync", "?rename,?renameat,?renameat2")
          .map(names -> new Calls(names, "app.log"))
          .toList();

  @TempDir Path dir;

  private int homes;
  private int sweeps;
  private int kills;

  @Test
  void killed_while_it_makes_its_ring() throws Exception {
    for (String names : List.of("openat", "write", "fsync", "?rename,?renameat,?renameat2")) {
      killAtEach(List.of(), new Calls(names, "app.ring", "app.ring.spare"));
    }
    tellKills("making the ring");
  }

  @Test
  void killed_while_it_writes_and_rolls() throws Exception {
    for (Calls calls : WRITING) {
      killAtEach(List.of(), calls);
    }
    killAtEach(List.of(), new Calls("fsync", "."));
    tellKills("writing and rolling");
  }

  @Test
  void killed_while_it_packs() throws Exception {
    for (String names : List.of("openat", "write", "fsync", "?rename,?renameat,?renameat2")) {
      killAtEach(List.of(), new Calls(names, rolled(".gz.tmp")));
    }
    killAtEach(List.of(), new Calls("?unlink,?unlinkat", rolled(".gz.rolled")));
    tellKills("packing");
  }

  @Test
  void killed_while_it_recovers_from_a_kill() throws Exception {
    Calls afterWrite = new Calls("write", "app.log");
    Calls afterRoll = new Calls("?rename,?renameat,?renameat2", "app.log");
    Calls afterPacking = new Calls("?unlink,?unlinkat", rolled(".gz.rolled"));
    for (Calls first : List.of(afterWrite, afterRoll, afterPacking)) {
      for (Calls calls : WRITING) {
        killAtEach(List.of(first), calls);
      }
      killAtEach(List.of(first), new Calls("?truncate,?ftruncate", "app.log"));
      killAtEach(List.of(first), new Calls("write", rolled(".gz.tmp")));
      killAtEach(List.of(first), new Calls("openat", "app.ring", "app.ring.lock"));
    }
    tellKills("recovering");
  }

  private void tellKills(String what) {
    System.out.println(kills + " kills while " + what);
  }

  private static String[] rolled(String ending) {
    return Stream.of(0, 1, 2, 3, 4)
        .map(i -> "app-" + YearMonth.now(ZoneOffset.UTC) + "." + i + ".log" + ending)
        .toArray(String[]::new);
  }

  /** Kills at the first such call, then in another run at the second, until it ends before. */
  private void killAtEach(List<Calls> before, Calls calls) throws Exception {
    boolean killed = true;
    for (int n = ALL ? 1 : 1 + sweeps++ % FIRST_CALLS; killed; n++) {
      Path home = Files.createDirectory(dir.resolve("home-" + homes++));
      List<Integer> acknowledged = new ArrayList<>();
      for (Calls first : before) {
        assertThat(run(home, first, 3, acknowledged)).as("%s", first).isTrue();
      }
      killed = run(home, calls, n, acknowledged);
      kills += killed ? 1 : 0;
      String what = before + ", then at call " + n + " of " + calls + " in " + home;
      finish(home, acknowledged.size(), what);
      check(home, acknowledged, what);
      delete(home);
      if (!ALL) {
        return;
      }
    }
  }

  /** Whether it was killed before it came to its end. */
  private boolean run(Path home, Calls calls, int number, List<Integer> acknowledged)
      throws Exception {
    List<Path> files = calls.files().stream().map(name -> home.resolve(name).normalize()).toList();
    List<String> strace = Tools.strace(files, calls.names() + ":signal=KILL:when=" + number);
    try (ChildJvm child =
        ChildJvm.start(
            strace,
            dir.resolve("errors"),
            KilledRoller.class,
            home.toString(),
            Integer.toString(acknowledged.size()))) {
      List<String> printed = child.lines();
      acknowledged.add((int) printed.stream().filter(line -> line.equals("logged")).count());
      int exit = child.await();
      assertThat(exit).as(child.errors()).isIn(0, 137);
      return exit == 137;
    }
  }

  private static void finish(Path home, int number, String what) {
    AsyncHandler async = KilledRoller.open(home);
    async.handle(event(KilledRoller.line(number, 0)));
    async.close();
    Delivery delivery = async.delivery();
    assertThat(delivery.possiblyDuplicated()).as(what).isZero();
    assertThat(delivery.failed()).as(what).isZero();
    assertThat(delivery.inFlight()).as(what).isZero();
  }

  private static void check(Path home, List<Integer> acknowledged, String what) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files(home)) {
      String text = Tree.content(file);
      assertThat(text).as(what + ": " + file).startsWith(HEAD).endsWith(FOOT);
      text.substring(HEAD.length(), text.length() - FOOT.length()).lines().forEach(found::add);
    }
    dropFootersOfEndedProcesses(found);
    List<String> expected = new ArrayList<>();
    for (int process = 0; process < acknowledged.size(); process++) {
      int acked = acknowledged.get(process);
      for (int n = 0; n < acked; n++) {
        expected.add(KilledRoller.line(process, n));
      }
      String last = KilledRoller.line(process, acked); // the call that had not returned
      if (found.contains(last)) {
        expected.add(last);
      }
    }
    expected.add(KilledRoller.line(acknowledged.size(), 0));
    assertThat(found).as(what).isEqualTo(expected);
  }

  /** Who came to its end, and was killed later or not, has written one, and the next wrote on. */
  private static void dropFootersOfEndedProcesses(List<String> lines) {
    for (int i = lines.size() - 1; i > 0; i--) {
      if (lines.get(i).equals("foot") && KilledRoller.isLast(lines.get(i - 1))) {
        lines.remove(i);
      }
    }
  }

  /** In the order of the rolls; and nothing else is left. */
  private static List<Path> files(Path home) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(home)) {
      files.addAll(
          all.filter(file -> !file.getFileName().toString().startsWith("app.ring"))
              .sorted(Comparator.comparing(Path::toString))
              .toList());
    }
    assertThat(files)
        .allMatch(
            file ->
                file.getFileName()
                    .toString()
                    .matches("app-\\d{4}-\\d\\d\\.\\d\\.log\\.gz|app\\.log"));
    return files;
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> all = Files.list(home)) {
      for (Path each : all.toList()) {
        Files.delete(each);
      }
    }
  }
}
