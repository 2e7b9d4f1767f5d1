package dev.heartwood;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThrownDataTest {
  @Test
  void copies_causes_and_suppressed_with_the_frames_they_share() {
    Exception cause = new IllegalStateException("cause");
    Exception thrown = new RuntimeException("top", cause);
    thrown.addSuppressed(new Exception("side"));

    ThrownData data = ThrownData.of(thrown);

    assertThat(data.className()).isEqualTo("java.lang.RuntimeException");
    assertThat(data.text()).isEqualTo("java.lang.RuntimeException: top");
    assertThat(data.frames()).containsExactly(thrown.getStackTrace());
    assertThat(data.cause().message()).isEqualTo("cause");
    assertThat(data.cause().commonFrames()).isPositive();
    assertThat(data.suppressed()).extracting(ThrownData::message).containsExactly("side");
  }

  @Test
  void cuts_a_cycle() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);

    ThrownData data = ThrownData.of(a);

    assertThat(data.cyclic()).isFalse();
    assertThat(data.cause().cause().cyclic()).isTrue();
    assertThat(data.cause().cause().cause()).isNull();
  }

  @Test
  void cuts_a_long_chain_of_causes() {
    Exception thrown = new Exception("0");
    for (int i = 1; i < 10_000; i++) {
      thrown = new Exception(Integer.toString(i), thrown);
    }

    int depth = 0;
    for (ThrownData at = ThrownData.of(thrown); at != null; at = at.cause()) {
      depth++;
    }

    assertThat(depth).isEqualTo(ThrownData.MAX_DEPTH + 1);
  }

  @Test
  void cuts_a_tree_of_suppressed_throwables() {
    ThrownData data = ThrownData.of(tree(3));

    assertThat(count(data)).isBetween(2, ThrownData.MAX_THROWABLES + ThrownData.MAX_DEPTH);
  }

  @Test
  void survives_a_throwable_whose_every_method_throws_or_lies() {
    Throwable hostile =
        new Exception() {
          @Override
          public String getMessage() {
            throw new IllegalStateException();
          }

          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException();
          }

          @Override
          public StackTraceElement[] getStackTrace() {
            return null;
          }

          @Override
          public String toString() {
            throw new IllegalStateException();
          }
        };

    ThrownData data = ThrownData.of(hostile);

    assertThat(data.message()).isEqualTo("[FAILED getMessage(): java.lang.IllegalStateException]");
    assertThat(data.frames()).isEmpty();
    assertThat(data.cause()).isNull();
  }

  private static Exception tree(int levels) {
    Exception node = new Exception("level " + levels);
    node.setStackTrace(new StackTraceElement[0]);
    for (int i = 0; levels > 0 && i < 40; i++) {
      node.addSuppressed(tree(levels - 1));
    }
    return node;
  }

  private static int count(ThrownData data) {
    int count = 1;
    for (ThrownData each : data.suppressed()) {
      count += count(each);
    }
    return count;
  }

  @Test
  void lists_are_copies() {
    List<StackTraceElement> frames = new java.util.ArrayList<>();
    ThrownData data = new ThrownData("X", null, frames, 0, null, List.of(), false);
    frames.add(new StackTraceElement("A", "b", "A.java", 1));

    assertThat(data.frames()).isEmpty();
  }
}
