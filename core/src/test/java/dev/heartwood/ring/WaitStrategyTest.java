package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitStrategyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adaptive                              | adaptive",
        "adaptive{1,milliseconds}              | adaptive",
        "adaptive{100,microseconds}            | adaptive{100000,nanoseconds}",
        "blocking                              | blocking",
        "Blocking                              | blocking",
        "timeoutBlocking{10,milliseconds}      | timeoutBlocking{10000000,nanoseconds}",
        "liteBlocking                          | liteBlocking",
        "liteTimeoutBlocking{1,seconds}        | liteTimeoutBlocking{1000000000,nanoseconds}",
        "sleeping                              | sleeping{200,100}",
        "sleeping{500}                         | sleeping{500,100}",
        "sleeping{ 500 , 1000 }                | sleeping{500,1000}",
        "yielding                              | yielding",
        "busySpin                              | busySpin",
        "phasedBackoff{10,60,seconds,blocking} "
            + "| phasedBackoff{10000000000,60000000000,nanoseconds,blocking}",
        "phasedBackoff{1,2,seconds,sleeping{3,4}} "
            + "| phasedBackoff{1000000000,2000000000,nanoseconds,sleeping{3,4}}",
      })
  void reads_the_names_users_know(String text, String canonical) {
    WaitStrategy strategy = WaitStrategy.parse(text);
    assertThat(strategy).hasToString(canonical);
    assertThat(WaitStrategy.parse(canonical)).isEqualTo(strategy).hasSameHashCodeAs(strategy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fast",
        "blocking{1}",
        "timeoutBlocking",
        "timeoutBlocking{0,seconds}",
        "sleeping{x}",
        "sleeping{-1,100}",
        "sleeping{1,2,3}",
        "adaptive{5}",
        "adaptive{5,fortnights}",
        "phasedBackoff{1,2,seconds}",
        "phasedBackoff{-1,2,seconds,blocking}",
        "phasedBackoff{1,2,seconds,fast}"
      })
  void refuses_what_it_does_not_know(String text) {
    assertThatThrownBy(() -> WaitStrategy.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void names_value_and_rule() {
    assertThatThrownBy(() -> WaitStrategy.adaptive(Duration.ZERO))
        .hasMessage("park must be more than 0, was PT0S");
    assertThatThrownBy(() -> WaitStrategy.parse("fast"))
        .hasMessageStartingWith("wait strategy must be one of adaptive, blocking,")
        .hasMessageEndingWith("was fast");
  }
}
