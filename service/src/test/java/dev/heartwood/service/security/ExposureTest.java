package dev.heartwood.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"})
  void a_loopback_address_is_open_until_the_first_key(String host) {
    assertThat(Exposure.of(host, true)).isEqualTo(Exposure.OPEN);
    assertThat(Exposure.of(host, false)).isEqualTo(Exposure.KEYS_NEEDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "10.0.0.1"})
  void any_other_address_needs_a_key(String host) {
    assertThat(Exposure.of(host, false)).isEqualTo(Exposure.KEYS_NEEDED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Exposure.of(host, true))
        .withMessage(
            "host must be a loopback address such as 127.0.0.1 as long as there is no API key, was "
                + host
                + " (make one with: keys create)");
  }

  @Test
  void an_empty_host_is_not_every_address() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Exposure.of("", false))
        .withMessage("host must be an address or a name, was empty");
  }
}
