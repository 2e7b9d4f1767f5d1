package dev.heartwood.wire;

import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.util.ArrayList;
import java.util.List;

/** What is nested: throwables with their frames, and markers. */
final class Throwables {
  private static final int CYCLIC = 1;
  private static final int HAS_CAUSE = 2;

  /** How often markers may be nested; what {@link LogMarker} makes has fewer. */
  private static final int MAX_MARKER_DEPTH = 64;

  private Throwables() {}

  static void writeMarkers(List<LogMarker> markers, Output out) {
    writeMarkers(markers, MAX_MARKER_DEPTH, out);
  }

  private static void writeMarkers(List<LogMarker> markers, int depth, Output out) {
    int size = out.count(depth == 0 ? 0 : markers.size());
    for (int i = 0; i < size; i++) {
      out.text(markers.get(i).name());
      writeMarkers(markers.get(i).references(), depth - 1, out);
    }
  }

  static List<LogMarker> readMarkers(Input in) throws CorruptEventException {
    return readMarkers(in, MAX_MARKER_DEPTH);
  }

  private static List<LogMarker> readMarkers(Input in, int depth) throws CorruptEventException {
    int size = in.count();
    if (size == 0) {
      return List.of();
    }
    if (depth == 0) {
      throw in.corrupt("markers nested deeper than " + MAX_MARKER_DEPTH);
    }
    List<LogMarker> markers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      markers.add(new LogMarker(in.text(), readMarkers(in, depth - 1)));
    }
    return markers;
  }

  static void write(ThrownData thrown, Output out) {
    write(thrown, ThrownData.MAX_DEPTH, out);
  }

  private static void write(ThrownData thrown, int depth, Output out) {
    ThrownData cause = depth == 0 ? null : thrown.cause();
    out.put((thrown.cyclic() ? CYCLIC : 0) | (cause == null ? 0 : HAS_CAUSE));
    out.text(thrown.className());
    out.textOrNull(thrown.message());
    out.textOrNull(thrown.ownText());
    out.number(thrown.commonFrames());
    int frames = out.count(thrown.frames().size());
    for (int i = 0; i < frames; i++) {
      writeFrame(thrown.frames().get(i), out);
    }
    int suppressed = out.count(depth == 0 ? 0 : thrown.suppressed().size());
    for (int i = 0; i < suppressed; i++) {
      write(thrown.suppressed().get(i), depth - 1, out);
    }
    if (cause != null) {
      write(cause, depth - 1, out);
    }
  }

  static ThrownData read(Input in) throws CorruptEventException {
    return read(in, ThrownData.MAX_DEPTH);
  }

  private static ThrownData read(Input in, int depth) throws CorruptEventException {
    if (depth < 0) {
      throw in.corrupt("throwables nested deeper than " + ThrownData.MAX_DEPTH);
    }
    int has = in.oneByte();
    String className = in.text();
    String message = in.textOrNull();
    String ownText = in.textOrNull();
    int common = (int) in.number(Integer.MAX_VALUE);
    int size = in.count();
    List<StackTraceElement> frames = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      frames.add(readFrame(in));
    }
    int others = in.count();
    List<ThrownData> suppressed = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      suppressed.add(read(in, depth - 1));
    }
    ThrownData cause = (has & HAS_CAUSE) == 0 ? null : read(in, depth - 1);
    return new ThrownData(
        className,
        message,
        frames,
        Math.min(common, frames.size()),
        cause,
        suppressed,
        (has & CYCLIC) != 0,
        ownText);
  }

  /**
   * Writes what the frame prints. One of the JVM's making leaves out the name of a usual class
   * loader and the version of a module of the JDK, and keeps that to itself; one that is made when
   * it is read would print them.
   */
  static void writeFrame(StackTraceElement frame, Output out) {
    String loader = frame.getClassLoaderName();
    String version = frame.getModuleVersion();
    String printed = loader == null && version == null ? "" : frame.toString();
    out.textOrNull(loader != null && printed.startsWith(loader + "/") ? loader : null);
    out.textOrNull(frame.getModuleName());
    out.textOrNull(version != null && printed.contains("@" + version + "/") ? version : null);
    out.text(frame.getClassName());
    out.text(frame.getMethodName());
    out.textOrNull(frame.getFileName());
    out.signed(frame.getLineNumber());
  }

  static StackTraceElement readFrame(Input in) throws CorruptEventException {
    return new StackTraceElement(
        in.textOrNull(),
        in.textOrNull(),
        in.textOrNull(),
        in.text(),
        in.text(),
        in.textOrNull(),
        in.signedInt());
  }
}
