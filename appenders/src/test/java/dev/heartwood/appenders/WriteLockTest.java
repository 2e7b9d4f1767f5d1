package dev.heartwood.appenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class WriteLockTest {
  private final WriteLock lock = new WriteLock("the file", Duration.ofMillis(20));
  private final WriteLock patient = new WriteLock("the file", Duration.ofMinutes(1));

  @Test
  void what_is_kept_stays_with_its_thread_until_it_is_released() throws Exception {
    assertThat(lock.keep()).isTrue();
    lock.lock();
    lock.unlock();
    assertThatThrownBy(() -> takenByAnother(lock).get())
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("the file has not finished a write of another thread");
    lock.release();
    takenByAnother(lock).get();
  }

  @Test
  void it_is_not_kept_while_another_holds_it() throws Exception {
    lock.lock();
    assertThat(CompletableFuture.supplyAsync(lock::keep).get()).isFalse();
    lock.unlock();
    takenByAnother(lock).get();
  }

  @Test
  void it_is_not_kept_while_somebody_waits_for_it() throws Exception {
    assertThat(patient.keep()).isTrue();
    Thread waiter = new Thread(() -> take(patient));
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
    assertThat(patient.keep()).isFalse();
    patient.release();
    waiter.join(60_000);
    assertThat(waiter.isAlive()).isFalse();
    assertThat(patient.keep()).isTrue();
  }

  private static CompletableFuture<Void> takenByAnother(WriteLock lock) {
    return CompletableFuture.runAsync(() -> take(lock));
  }

  private static void take(WriteLock lock) {
    try {
      lock.lock();
      lock.unlock();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
