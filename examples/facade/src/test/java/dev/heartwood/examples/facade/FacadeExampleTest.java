package dev.heartwood.examples.facade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FacadeExampleTest {
  @Test
  void handlers_from_code_and_from_a_file_get_what_their_levels_let_pass(@TempDir Path directory)
      throws Exception {
    FacadeExample.main(new String[] {directory.toString()});

    assertThat(Files.readAllLines(directory.resolve("code.log")))
        .hasSize(2)
        .anyMatch(line -> line.endsWith("INFO  orders - order 1 placed "))
        .anyMatch(line -> line.endsWith("INFO  orders - shipped orderId=\"1\""));
    assertThat(Files.readAllLines(directory.resolve("shop.log")))
        .hasSize(5)
        .anyMatch(line -> line.endsWith("DEBUG com.shop.orders - looked at orderId=\"2\""))
        .anyMatch(line -> line.endsWith("DEBUG com.shop.stock - three left "))
        .noneMatch(line -> line.contains("not wanted"));
    assertThat(Files.readAllLines(directory.resolve("shop.json")))
        .hasSize(5)
        .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
  }
}
