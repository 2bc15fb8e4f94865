// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import socketlab.app.route.Origins;
import socketlab.app.route.Problem;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.WebSocketUpgrade;

/** {@code /ws/chat?room=R&name=N}: the door to the rooms. */
public final class ChatEndpoints implements RouteGroup {
  /** What rooms and members may be called: letters of any script, and nothing that misleads. */
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}._-]{0,31}");

  private static final String RULE =
      " is 1 to 32 letters, digits, dots, hyphens and underscores, the first a letter or a digit";

  private final Rooms rooms;
  private final WebSocketConfig config;
  private final HttpHandler open;

  /**
   * @param config whose limit of a message holds where it is less than a chat's own
   * @param origins whose pages may come in
   */
  public ChatEndpoints(Rooms rooms, WebSocketConfig config, Origins origins) {
    this.rooms = rooms;
    this.config = config.ofAtMost(ChatLimits.MESSAGE_BYTES);
    open = origins.guard(this::open);
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.glance("/ws/chat", List.of(Method.GET), open));
  }

  private void open(Request request, Response response) {
    String room = decoded(request.query("room"));
    String name = decoded(request.query("name"));
    if (room == null || !NAME.matcher(room).matches()) {
      Problem.send(response, Status.BAD_REQUEST, "room" + RULE);
    } else if (name != null && !NAME.matcher(name).matches()) {
      Problem.send(response, Status.BAD_REQUEST, "name" + RULE);
    } else {
      String[] protocols = ChatForm.protocols();
      ChatForm form = ChatForm.of(WebSocketUpgrade.protocol(request, protocols));
      ChatSocket member = new ChatSocket(rooms, room, name == null ? rooms.guest() : name, form);
      WebSocketUpgrade.answer(request, response, config, member, protocols);
    }
  }

  /** What the percent signs stand for; what is no UTF-8 becomes something that no name may have. */
  private static String decoded(String value) {
    try {
      return value == null ? null : URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
