package dev.heartwood.redaction;

import dev.heartwood.Freeze;
import dev.heartwood.LogEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Template, arguments and message, masked together. */
record MaskedMessage(String template, List<String> arguments, String message) {
  /**
   * @return null if nothing had to be masked
   */
  static @Nullable MaskedMessage of(LogEvent event, TextMasker masker) {
    String template = event.template();
    String message = event.message();
    List<? extends @Nullable Object> arguments = event.arguments();
    if (arguments.isEmpty() && template.equals(message)) {
      String masked = masker.mask(message);
      return masked.equals(message) ? null : new MaskedMessage(masked, List.of(), masked);
    }
    if (masker.isTooLong(message) || masker.isTooLong(template)) {
      return apart(event, masker);
    }
    Spans inMessage = masker.find(message);
    Spans inTemplate = masker.findInTemplate(template);
    boolean found = inMessage != null || inTemplate != null;
    List<@Nullable Spans> inArguments = new ArrayList<>(arguments.size());
    for (Object argument : arguments) {
      Spans spans = masker.cannotHoldSecret(argument) ? null : find(argument, masker);
      inArguments.add(spans);
      found |= spans != null;
    }
    if (!found) {
      return null;
    }
    List<String> texts = rendered(arguments);
    MessageLayout layout = MessageLayout.of(template, texts, message);
    return layout == null
        ? apart(event, masker)
        : together(template, texts, message, inTemplate, inArguments, inMessage, layout, masker);
  }

  static MaskedMessage unchanged(LogEvent event) {
    return new MaskedMessage(event.template(), rendered(event.arguments()), event.message());
  }

  private static @Nullable Spans find(@Nullable Object argument, TextMasker masker) {
    String text = Freeze.render(argument);
    if (masker.isTooLong(text)) {
      return Spans.whole(text, masker.generalMask());
    }
    Spans number = masker.findInNumber(argument, text);
    return number == null ? masker.find(text) : number;
  }

  private static @Nullable MaskedMessage together(
      String template,
      List<String> arguments,
      String message,
      @Nullable Spans inTemplate,
      List<@Nullable Spans> inArguments,
      @Nullable Spans inMessage,
      MessageLayout layout,
      TextMasker masker) {
    for (int i = 0; inTemplate != null && i < arguments.size(); i++) {
      int placeholder = layout.placeholder(i);
      if (placeholder >= 0 && inTemplate.covers(placeholder, placeholder + 2)) {
        inArguments.set(i, Spans.whole(arguments.get(i), masker.generalMask()));
      }
    }
    Spans ofTemplate = inTemplate == null ? new Spans() : inTemplate.withoutPlaceholders(template);
    List<Spans> ofArguments = new ArrayList<>(arguments.size());
    for (Spans spans : inArguments) {
      ofArguments.add(spans == null ? new Spans() : spans);
    }
    Spans found = layout.inMessage(inMessage, inTemplate, inArguments);
    Spans all = found == null ? new Spans() : found.merged();
    layout.toSources(all, ofTemplate, ofArguments);
    List<String> masked = new ArrayList<>(arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      masked.add(ofArguments.get(i).applyTo(arguments.get(i)));
    }
    MaskedMessage result =
        new MaskedMessage(ofTemplate.applyTo(template), masked, all.applyTo(message));
    return result.equals(new MaskedMessage(template, arguments, message)) ? null : result;
  }

  /**
   * Each by itself, where it is not known which part of the message came from where: what is masked
   * in the message may then be any argument, and what is masked in an argument or the template may
   * be anywhere in the message.
   */
  private static @Nullable MaskedMessage apart(LogEvent event, TextMasker masker) {
    String template = masker.mask(event.template());
    String message = masker.mask(event.message());
    boolean messageChanged = !message.equals(event.message());
    boolean partChanged = !template.equals(event.template());
    List<String> arguments = new ArrayList<>();
    for (Object argument : event.arguments()) {
      String text = Freeze.render(argument);
      String masked = masker.maskValue(argument, text);
      partChanged |= masker.isTooLong(text) ? masker.startHoldsSecret(text) : !masked.equals(text);
      arguments.add(messageChanged ? masker.generalMask() : masked);
    }
    return messageChanged || partChanged
        ? new MaskedMessage(template, arguments, partChanged ? masker.generalMask() : message)
        : null;
  }

  private static List<String> rendered(List<? extends @Nullable Object> arguments) {
    List<String> texts = new ArrayList<>(arguments.size());
    for (Object argument : arguments) {
      texts.add(Freeze.render(argument));
    }
    return texts;
  }
}
