package dev.heartwood.tool;

import dev.heartwood.ring.Checkpoint;
import dev.heartwood.ring.RingDamage;
import dev.heartwood.ring.RingFileState;
import dev.heartwood.ring.RingReader;
import dev.heartwood.wire.EventWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The files of a ring. */
final class RingSource implements Source {
  private static final String[] STATES = {"writing", "written", "unsure", "rolling"};

  private final Path path;

  RingSource(Path path) throws IOException {
    this.path = path;
    RingReader.open(path, true).close(); // or say at once why it is none
  }

  @Override
  public String kind() {
    return "ring file";
  }

  @Override
  public String unit() {
    return "position";
  }

  @Override
  public Optional<String> holder() {
    return LockOwner.of(path.resolveSibling(path.getFileName() + ".lock"));
  }

  @Override
  public boolean holdsEvents() {
    return true;
  }

  @Override
  public void describe(Facts facts) throws IOException {
    try (RingReader reader = RingReader.open(path, true)) {
      long events = 0;
      while (reader.next()) {
        events++;
      }
      Optional<String> holder = holder();
      facts.add("state", holder.isPresent() ? "in use" : events == 0 ? "clean" : "left behind");
      facts.add("held by", holder.orElse("nobody"));
      facts.add("undelivered events", events);
      facts.add("uncompleted claims", reader.holes());
      facts.add("damaged places", reader.damage().size());
      facts.add("settled before", reader.settled());
      reader.files().forEach(file -> describe(file, facts.one("files")));
    }
  }

  private static void describe(RingFileState file, Facts facts) {
    facts.add("file", file.path().getFileName().toString());
    facts.add("layout", file.version());
    facts.add("ring id", Long.toHexString(file.ringId()));
    facts.add("generation", file.number());
    facts.add("capacity", file.capacity());
    facts.add("bytes", file.bytes());
    facts.add("whole", file.isWhole());
    facts.add("file system", file.fileSystem());
    facts.add("boot", file.bootId());
    facts.add("same boot as now", file.thisBoot());
    facts.add("positions consistent", file.isConsistent());
    facts.add("base", file.base());
    facts.add("zeroed before", file.head());
    facts.add("freed before", file.freed());
    facts.add("handed before", file.handed());
    facts.add("tail", file.tail());
    facts.add("sealed", file.sealed());
    facts.add("bytes in use", Math.max(0, file.tail() - file.freed()));
    Checkpoint checkpoint = file.checkpoint();
    if (checkpoint != null) {
      int state = checkpoint.state();
      facts.add("handler", state >= 0 && state < STATES.length ? STATES[state] : "state " + state);
      facts.add("handler's file ends at", checkpoint.end());
    }
  }

  @Override
  public Records records(boolean undelivered, long from) throws IOException {
    return new RingRecords(RingReader.open(path, undelivered), from);
  }

  /** Its events have their names in full, so that they can be kept without the ring. */
  private static final class RingRecords implements Records {
    private final RingReader reader;
    private final long from;
    private byte @Nullable [] full;

    RingRecords(RingReader reader, long from) {
      this.reader = reader;
      this.from = from;
    }

    @Override
    public boolean next() throws IOException {
      while (reader.next()) {
        if (reader.position() >= from) {
          full =
              EventWriter.inFull(reader.buffer(), reader.offset(), reader.length(), reader::name);
          return true;
        }
      }
      return false;
    }

    @Override
    public long position() {
      return reader.position();
    }

    @Override
    public OptionalLong epochNanos() {
      return OptionalLong.empty();
    }

    @Override
    public byte[] buffer() {
      return full == null ? reader.buffer() : full;
    }

    @Override
    public int offset() {
      return full == null ? reader.offset() : 0;
    }

    @Override
    public int length() {
      return full == null ? reader.length() : full.length;
    }

    @Override
    public List<String> damage() {
      List<String> lines = new ArrayList<>();
      for (RingDamage each : reader.damage()) {
        lines.add(
            each.bytes()
                + " bytes at position "
                + each.position()
                + " cannot be read, "
                + each.file().getFileName()
                + " offset "
                + each.offset());
      }
      return lines;
    }

    @Override
    public List<String> notes() {
      List<String> lines = new ArrayList<>();
      if (reader.holes() > 0) {
        lines.add(reader.holes() + " claims were not completed: calls that had not returned");
      }
      if (reader.gone() > 0) {
        lines.add(reader.gone() + " bytes were delivered by their owner before they were read");
      }
      return lines;
    }

    @Override
    public long passed() {
      return reader.passed();
    }

    @Override
    public long toPass() {
      return reader.toPass();
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
