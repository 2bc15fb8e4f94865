// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import socketlab.protocol.websocket.PreparedMessage;

/**
 * What all members of a room hear. It is written and framed when the first of them wants a form of
 * it, and shared by all. Thread-safe; two threads may make a form at once, and one of them is kept.
 */
final class ChatEvent {
  private final Function<ChatForm, String> text;
  private final boolean message;
  private final AtomicReferenceArray<PreparedMessage> frames =
      new AtomicReferenceArray<>(ChatForm.values().length);

  private ChatEvent(boolean message, Function<ChatForm, String> text) {
    this.message = message;
    this.text = text;
  }

  static ChatEvent said(String name, String text) {
    return new ChatEvent(true, form -> form.said(name, text));
  }

  static ChatEvent joined(String name) {
    return new ChatEvent(false, form -> form.joined(name));
  }

  static ChatEvent left(String name) {
    return new ChatEvent(false, form -> form.left(name));
  }

  /** True when it is what a member said, which those who come later may want to know. */
  boolean isMessage() {
    return message;
  }

  PreparedMessage frame(ChatForm form) {
    PreparedMessage frame = frames.get(form.ordinal());
    if (frame == null) {
      frame = PreparedMessage.text(text.apply(form).getBytes(UTF_8));
      frames.set(form.ordinal(), frame);
    }
    return frame;
  }
}
