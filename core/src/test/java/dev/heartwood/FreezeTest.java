package dev.heartwood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FreezeTest {
  @Test
  void keeps_what_cannot_change() {
    for (Object value :
        List.of(
            "text",
            1,
            2L,
            3.0,
            4.0f,
            true,
            'c',
            BigDecimal.ONE,
            Instant.EPOCH,
            UUID.randomUUID())) {
      assertThat(Freeze.value(value)).isSameAs(value);
    }
    assertThat(Freeze.value(null)).isNull();
  }

  @Test
  void renders_what_can() {
    List<String> list = new ArrayList<>(List.of("a"));
    Object frozen = Freeze.value(list);
    list.add("b");

    assertThat(frozen).isEqualTo("[a]");
    assertThat(Freeze.value(new AtomicInteger(7))).isEqualTo("7");
    assertThat(Freeze.value(new Date(0))).isEqualTo(new Date(0).toString());
    assertThat(Freeze.value(new StringBuilder("sb"))).isEqualTo("sb");
    assertThat(Freeze.value(new int[][] {{1, 2}, {3}})).isEqualTo("[[1, 2], [3]]");
  }

  @Test
  void copies_maps_lists_and_arrays_of_key_values_with_what_is_in_them() {
    List<Object> items = new ArrayList<>(List.of("tea", 3L));
    Map<Object, Object> order = new LinkedHashMap<>();
    order.put("items", items);
    order.put(7, new double[] {1.5, 2});
    order.put("note", new StringBuilder("fragile"));
    order.put("gift", null);

    Object frozen = Freeze.structure(order);
    items.add("more");
    order.clear();

    assertThat(frozen).hasToString("{items=[tea, 3], 7=[1.5, 2.0], note=fragile, gift=null}");
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("items", List.of("tea", 3L));
    expected.put("7", List.of(1.5, 2.0));
    expected.put("note", "fragile");
    expected.put("gift", null);
    assertThat(frozen).isEqualTo(expected);
    assertThat(Freeze.isImmutable(frozen)).isTrue();
    assertThat(Freeze.keyValues(List.of(new KeyValue("order", frozen))).get(0).value())
        .isSameAs(frozen);
    assertThatThrownBy(() -> ((Map<?, ?>) frozen).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void what_is_too_deep_too_large_or_throws_becomes_text() {
    List<Object> endless = new ArrayList<>();
    endless.add("first");
    endless.add(endless);
    assertThat(Freeze.structure(endless)).isEqualTo("[first, (this Collection)]");

    List<Integer> many = Collections.nCopies(1_000, 1);
    assertThat(Freeze.structure(many)).isEqualTo(many.toString());

    AbstractMap<String, Object> broken =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            throw new IllegalStateException("closed");
          }
        };
    assertThat(Freeze.structure(broken))
        .isEqualTo("[FAILED toString(): java.lang.IllegalStateException]");
  }

  @Test
  void a_map_that_prints_in_its_own_way_shows_no_more_than_that() {
    Map<String, Object> discreet =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            return Map.<String, Object>of("password", "hunter2").entrySet();
          }

          @Override
          public String toString() {
            return "[hidden]";
          }
        };
    assertThat(Freeze.structure(discreet)).isEqualTo("[hidden]");
    assertThat(Freeze.structure(Map.of("inner", discreet))).isEqualTo(Map.of("inner", "[hidden]"));
  }

  @Test
  void a_subclass_of_an_immutable_type_is_not_trusted() {
    assertThat(Freeze.value(new BigDecimal("1.50") {})).isEqualTo("1.50");
  }

  @Test
  void a_text_that_is_too_long_is_cut_between_characters() {
    StringBuilder longText = new StringBuilder("x".repeat(Freeze.MAX_RENDERED_CHARS - 1));
    longText.append("\uD83D\uDE00 and more");

    String rendered = Freeze.render(longText);

    assertThat(rendered)
        .isEqualTo(
            "x".repeat(Freeze.MAX_RENDERED_CHARS - 1) + "[cut: " + longText.length() + " chars]");
  }

  @Test
  void endless_recursion_leaves_a_note() {
    List<Object> self = new ArrayList<>();
    List<Object> other = new ArrayList<>(List.of(self));
    self.add(other);

    assertThat(Freeze.render(self)).isEqualTo("[FAILED toString(): java.lang.StackOverflowError]");
  }

  @Test
  void a_rendering_of_null_is_the_text_null() {
    Object nothing =
        new Object() {
          @Override
          public String toString() {
            return null;
          }
        };

    assertThat(Freeze.render(nothing)).isEqualTo("null");
  }

  @Test
  void renders_nested_and_nameless_types_as_slf4j_prints_them() {
    record Order(int id, List<String> items) {}
    enum Side {
      BUY {
        @Override
        public String toString() {
          return "buys";
        }
      }
    }
    Runnable lambda = () -> {};
    Object[] cyclic = {1, null};
    cyclic[1] = cyclic;

    assertThat(Freeze.value(new Order(1, List.of("tea")))).isEqualTo("Order[id=1, items=[tea]]");
    assertThat(Freeze.value(Side.BUY)).isEqualTo("buys");
    assertThat(Freeze.value(Optional.of(1))).isEqualTo("Optional[1]");
    assertThat(Freeze.value(new Object[] {1, new int[] {2, 3}, null, Optional.empty()}))
        .isEqualTo("[1, [2, 3], null, Optional.empty]");
    assertThat(Freeze.value(cyclic)).isEqualTo("[1, [...]]");
    assertThat(Freeze.value(lambda)).isEqualTo(lambda.toString());
  }

  @Test
  void an_error_in_a_rendering_leaves_a_note() {
    for (Throwable thrown :
        List.of(new StackOverflowError(), new OutOfMemoryError(), new NoClassDefFoundError())) {
      Object broken =
          new Object() {
            @Override
            public String toString() {
              throw (Error) thrown;
            }
          };

      assertThat(Freeze.render(broken))
          .isEqualTo("[FAILED toString(): " + thrown.getClass().getName() + "]");
      assertThat(Freeze.render(new Object[] {1, broken})).startsWith("[").contains("FAILED");
    }
  }

  @Test
  void a_huge_array_is_cut() {
    assertThat(Freeze.render(new int[1_000_000]))
        .hasSizeLessThan(Freeze.MAX_RENDERED_CHARS + 100)
        .startsWith("[0, 0, ")
        .endsWith(" chars]");
  }
}
