package dev.heartwood.service.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RememberedKeysTest {
  private static final int MAX_AGE = 100;

  @Test
  void it_knows_what_a_plain_map_of_the_newest_keys_knows() {
    Random random = new Random(20261125);
    for (int maxKeys : new int[] {1, 7, 1500, 5000}) {
      RememberedKeys keys = new RememberedKeys(maxKeys, MAX_AGE);
      Map<KeyHash, long[]> model = new LinkedHashMap<>();
      for (int i = 0; i < 30_000; i++) {
        int now = i / 50;
        KeyHash key = new KeyHash(random.nextInt(4000), random.nextInt(2));
        expire(model, now);
        if (random.nextBoolean()) {
          int place = keys.find(key, now);
          long[] known = model.get(key);
          assertThat(place >= 0).isEqualTo(known != null);
          if (known != null) {
            assertThat(keys.first(place)).isEqualTo(known[0]);
            assertThat(keys.second(place)).isEqualTo(known[1]);
          }
        } else if (keys.find(key, now) < 0) {
          keys.put(key, i, -i, now);
          if (model.size() == maxKeys) {
            model.remove(model.keySet().iterator().next());
          }
          model.put(key, new long[] {i, -i, now});
        }
      }
      assertThat(keys.size()).isBetween(model.size(), maxKeys);
    }
  }

  private static void expire(Map<KeyHash, long[]> model, int now) {
    Iterator<long[]> all = model.values().iterator();
    while (all.hasNext() && now - all.next()[2] >= MAX_AGE) {
      all.remove();
    }
  }

  @Test
  void what_is_written_is_read_again() throws Exception {
    RememberedKeys keys = new RememberedKeys(2000, MAX_AGE);
    for (int i = 0; i < 3000; i++) {
      keys.put(new KeyHash(i, 3), i, 2L * i, i / 1000);
    }
    ByteSink out = new ByteSink();
    keys.write(out);
    RememberedKeys read = new RememberedKeys(2000, MAX_AGE);
    read.read(new ByteSource(out.array(), 0, out.size()));

    assertThat(read.size()).isEqualTo(2000);
    assertThat(read.forgotten()).isEqualTo(1000);
    for (int i = 1000; i < 3000; i++) {
      int place = read.find(new KeyHash(i, 3), 3);
      assertThat(read.first(place)).isEqualTo(i);
      assertThat(read.second(place)).isEqualTo(2L * i);
    }
    assertThat(read.find(new KeyHash(999, 3), 3)).isNegative();
  }
}
