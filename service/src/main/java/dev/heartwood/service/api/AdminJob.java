package dev.heartwood.service.api;

import dev.heartwood.service.Progress;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Does long work and tells its client how far it is. The work goes on when the client is gone: a
 * backup that was begun is made.
 */
final class AdminJob implements Streams.Job {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Work work;
  private final Runnable end;

  /**
   * @param end is run when the work has ended, however it does
   */
  AdminJob(Work work, Runnable end) {
    this.work = work;
    this.end = end;
  }

  /** The work itself. */
  interface Work {
    /**
     * @param result an object that is open
     */
    void run(Progress progress, JsonGenerator result) throws IOException;
  }

  @Override
  public void run(Outlet out) throws InterruptedException {
    try {
      Steps steps = new Steps(out);
      byte[] result;
      try {
        result = Lines.of("result", json -> work(steps, json));
      } catch (Failed e) {
        result =
            Lines.of(
                "result",
                json -> {
                  json.writeBooleanProperty("good", false);
                  json.writeStringProperty("detail", Json.wellFormed(e.getMessage()));
                });
      }
      out.send(result);
    } finally {
      end.run();
    }
  }

  private void work(Progress progress, JsonGenerator json) {
    try {
      work.run(progress, json);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new Failed(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {}

  /** Passes a failure out of what writes JSON. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failed(String message, Exception cause) {
      super(message, cause);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /** Tells the client of a step twice a second, as long as it is there. */
  private static final class Steps implements Progress {
    private final Outlet out;
    private long next = System.nanoTime();
    private boolean gone;

    Steps(Outlet out) {
      this.out = out;
    }

    @Override
    public void at(String step, long done, long total) {
      long now = System.nanoTime();
      if (gone || now - next < 0) {
        return;
      }
      next = now + PERIOD_NANOS;
      try {
        gone =
            !out.send(
                Lines.of(
                    "progress",
                    json -> {
                      json.writeStringProperty("step", Json.wellFormed(step));
                      json.writeNumberProperty("done", done);
                      json.writeNumberProperty("total", total);
                    }));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        gone = true;
      }
    }
  }

  /** A line with one object in an object. */
  private static final class Lines {
    private Lines() {}

    static byte[] of(String name, Consumer<JsonGenerator> content) {
      byte[] json =
          Answers.json(
              outer -> {
                outer.writeName(name);
                outer.writeStartObject();
                content.accept(outer);
                outer.writeEndObject();
              });
      byte[] line = Arrays.copyOf(json, json.length + 1);
      line[json.length] = '\n';
      return line;
    }
  }
}
