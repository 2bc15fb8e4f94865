// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import socketlab.app.chat.ChatEndpoints;
import socketlab.app.chat.ChatLimits;
import socketlab.app.chat.Rooms;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.Options;

/** How many may chat, and what a newcomer is told. */
final class ChatOptions implements EndpointPart {
  private int rooms;
  private int members;
  private int history;

  @Override
  public void addTo(Options options) {
    options
        .option(
            "--chat-rooms",
            Integer.class,
            value -> rooms = value,
            "How many rooms the chat may have; an empty one makes place for a new one.")
        .defaultValue("100")
        .paramLabel("N");
    options
        .option(
            "--chat-members",
            Integer.class,
            value -> members = value,
            "How many members a room of the chat may have.")
        .defaultValue("1000")
        .paramLabel("N");
    options
        .option(
            "--chat-history",
            Integer.class,
            value -> history = value,
            "How many messages a newcomer to a room of the chat is told.")
        .defaultValue("20")
        .paramLabel("N");
  }

  @Override
  public RouteGroup routes(Setting setting) {
    if (history < 0 || history > ChatLimits.MOST_HISTORY) {
      throw new IllegalArgumentException(
          "--chat-history is from 0 to " + ChatLimits.MOST_HISTORY + ", not " + history);
    }
    ChatLimits limits =
        new ChatLimits(
            EndpointPart.count("--chat-rooms", rooms, ChatLimits.MOST_ROOMS),
            EndpointPart.count("--chat-members", members, ChatLimits.MOST_MEMBERS),
            history,
            setting.slow());
    return new ChatEndpoints(new Rooms(limits), setting.sockets(), setting.origins());
  }
}
