package dev.heartwood.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.HostileText;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.MessageFormatter;

class MessageTextTest {
  private static final int TEMPLATES = 10_000;

  private final long seed = Long.getLong("heartwood.test.seed", System.nanoTime());
  private final HostileText text = new HostileText(seed);
  private final Random random = text.random();
  private final MessageText messageText = new MessageText(Quoting.RAW);
  private final Utf8Buffer out = new Utf8Buffer();

  @Test
  void fills_placeholders_as_slf4j_does() {
    for (int i = 0; i < TEMPLATES; i++) {
      String template = template();
      Object[] arguments = new Object[random.nextInt(4)];
      for (int a = 0; a < arguments.length; a++) {
        arguments[a] = argument();
      }
      assertThat(printed(new PendingEvent(template, arguments)))
          .as("template [%s], seed %d", template, seed)
          .isEqualTo(utf8(MessageFormatter.basicArrayFormat(template, arguments)));
    }
  }

  private String template() {
    StringBuilder template = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      template.append(
          switch (random.nextInt(7)) {
            case 0, 1 -> "{}";
            case 2 -> "\\";
            case 3 -> "{";
            case 4 -> "}";
            case 5 -> "word";
            default -> text.next(1);
          });
    }
    return template.toString();
  }

  private Object argument() {
    return switch (random.nextInt(11)) {
      case 0 -> null;
      case 1 -> random.nextInt();
      case 2 -> Integer.MIN_VALUE;
      case 3 -> random.nextLong();
      case 4 -> Long.MIN_VALUE;
      case 5 -> random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
      case 6 -> random.nextFloat();
      case 7 -> new int[] {1, random.nextInt()};
      case 8 -> new Object[] {"a", new String[] {"b", null}};
      case 9 -> (short) random.nextInt();
      default -> text.next(2);
    };
  }

  @Test
  void joins_the_halves_of_a_surrogate_pair_from_two_arguments() {
    assertThat(printed(new PendingEvent("{}{}", "\uD83D", "\uDE00"))).isEqualTo("😀");
  }

  @Test
  void leaves_a_note_for_an_argument_that_cannot_be_printed() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };

    assertThat(printed(new PendingEvent("a {} b", broken)))
        .isEqualTo("a [FAILED toString(): java.lang.IllegalStateException] b");
  }

  private String printed(PendingEvent event) {
    out.clear();
    messageText.append(event, out);
    return new String(out.toByteArray(), UTF_8);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }
}
