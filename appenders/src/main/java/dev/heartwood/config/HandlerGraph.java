package dev.heartwood.config;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a file, each in its slot. A change builds what is new, exchanges what was
 * redefined, and leaves the rest alone; if that fails, all is as it was before.
 *
 * <p><b>Threads:</b> one at a time; {@link YamlConfig} sees to that.
 */
final class HandlerGraph {
  private final StatusReporter status;
  private final Duration maxWait;
  private Map<String, Definition> definitions = new LinkedHashMap<>();
  private Map<String, Slot> slots = new LinkedHashMap<>();

  HandlerGraph(StatusReporter status, Duration maxWait) {
    this.status = status;
    this.maxWait = maxWait;
  }

  @Nullable Slot slot(String name) {
    return slots.get(name);
  }

  /**
   * Brings the handlers to what is planned. What is no longer planned stays until its last user
   * lets go.
   *
   * @return for each handler a user, which keeps it open; for the caller to close
   * @throws ConfigException if a handler cannot be made; nothing has changed then
   */
  List<SlotUser> change(Collection<Definition> planned) {
    Map<String, Definition> before = new LinkedHashMap<>(definitions);
    Map<String, Slot> slotsBefore = new LinkedHashMap<>(slots);
    List<SlotUser> holds = new ArrayList<>();
    List<Definition> exchanged = new ArrayList<>();
    try {
      for (Definition each : planned) {
        holds.add(slotFor(each).user());
      }
      for (Definition each : planned) {
        Definition old = before.get(each.name());
        if (old != null && !each.means(old)) {
          exchange(each, old);
          exchanged.add(each);
        }
      }
    } catch (ConfigException e) {
      exchanged.forEach(each -> exchange(requireOld(before, each), each));
      slots = slotsBefore;
      release(holds);
      throw e;
    }
    Map<String, Definition> after = new LinkedHashMap<>();
    planned.forEach(each -> after.put(each.name(), each));
    definitions = after;
    slots.keySet().retainAll(after.keySet());
    return holds;
  }

  void release(Collection<? extends LogHandler> users) {
    users.forEach(this::close);
  }

  private static Definition requireOld(Map<String, Definition> before, Definition exchanged) {
    Definition old = before.get(exchanged.name());
    if (old == null) {
      throw new IllegalStateException("handler " + exchanged.name() + " was there before");
    }
    return old;
  }

  private Slot slotFor(Definition definition) {
    Slot known = slots.get(definition.name());
    if (known != null) {
      return known;
    }
    Slot fresh = new Slot(definition.name(), make(definition), maxWait);
    slots.put(definition.name(), fresh);
    return fresh;
  }

  /** Callers of this handler wait from here until the new one stands: a file has one writer. */
  private void exchange(Definition fresh, Definition old) {
    Slot slot = slots.get(fresh.name());
    if (slot == null) {
      throw new IllegalStateException("handler " + fresh.name() + " has no slot");
    }
    LogHandler closing = slot.pause();
    if (closing != null) {
      close(closing);
    }
    try {
      LogHandler made = make(fresh);
      if (slot.hasLedger() && made.redacts()) {
        close(made);
        throw fresh
            .place()
            .fault("a redactor must stand in front of a ring in a file, was behind it");
      }
      slot.resume(made);
    } catch (ConfigException e) {
      slot.resume(makeAgain(old, e));
      throw e;
    }
  }

  private LogHandler makeAgain(Definition old, ConfigException because) {
    try {
      return make(old);
    } catch (ConfigException e) {
      because.addSuppressed(e);
      status.error("handler " + old.name() + " could not be made again, it is out of order", e);
      return new BrokenHandler(old.name(), e);
    }
  }

  private LogHandler make(Definition definition) {
    List<LogHandler> children = new ArrayList<>();
    try {
      for (String child : definition.children()) {
        Slot slot = slots.get(child);
        if (slot == null) {
          throw new IllegalStateException("handler " + child + " has no slot");
        }
        children.add(slot.user());
      }
      return definition.maker().make(children);
    } catch (RuntimeException e) {
      release(children);
      throw definition.place().fault(String.valueOf(e.getMessage()), e);
    }
  }

  private void close(LogHandler handler) {
    try {
      handler.close();
    } catch (IOException | RuntimeException e) {
      status.error("handler " + handler + " failed to close", e);
    }
  }

  /** Stands where neither the new handler nor the old one could be made. */
  private record BrokenHandler(String name, ConfigException cause) implements LogHandler {
    @Override
    public void handle(LogEvent event) throws IOException {
      throw new IOException("handler " + name + " is out of order", cause);
    }
  }
}
