// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import socketlab.protocol.Handlers;
import socketlab.protocol.Wire;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpCarrier;
import socketlab.protocol.http.HttpConfig;

/** One connection of HTTP/1.1 over a wire, and a client that reads what has come so far. */
public final class Http1Carrier implements HttpCarrier {
  private static final Set<String> FRAMING =
      Set.of("connection", "content-length", "transfer-encoding", "upgrade");

  private final Wire wire;
  private final List<Exchanged> calls = new ArrayList<>();

  Http1Carrier(HttpConfig config, Handlers handlers) {
    this(new Wire(Http1Session.factory(config), handlers));
  }

  /** Over a wire to a session that speaks HTTP/1.1, or to one that does so inside another. */
  public Http1Carrier(Wire wire) {
    this.wire = wire;
  }

  @Override
  public Call ask(String method, String target, Field... fields) {
    return call(method, target, false, List.of(fields));
  }

  @Override
  public Call begin(String method, String target, long length, Field... fields) {
    List<Field> all = new ArrayList<>(List.of(fields));
    all.add(
        length < 0
            ? new Field("Transfer-Encoding", "chunked")
            : new Field("Content-Length", Long.toString(length)));
    return call(method, target, length < 0, all);
  }

  @Override
  public Call offer(String target, String protocol) {
    return call(
        "GET",
        target,
        false,
        List.of(new Field("Connection", "upgrade"), new Field("Upgrade", protocol)));
  }

  private Call call(String method, String target, boolean chunked, List<Field> fields) {
    Exchanged call = new Exchanged(calls.size(), method.equals("HEAD"), chunked);
    calls.add(call);
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: lab\r\n");
    fields.forEach(field -> head.append(new String(field.line(), ISO_8859_1)));
    wire.feed(head.append("\r\n").toString());
    return call;
  }

  @Override
  public void turn() {
    wire.turn();
  }

  @Override
  public void end() {
    wire.end();
  }

  @Override
  public void stop() {
    wire.stop();
  }

  @Override
  public void close() {
    wire.close();
  }

  private final class Exchanged implements Call {
    private final int place;
    private final boolean head;
    private final boolean chunked;

    Exchanged(int place, boolean head, boolean chunked) {
      this.place = place;
      this.head = head;
      this.chunked = chunked;
    }

    @Override
    public Call send(String piece) {
      wire.feed(chunked ? Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n" : piece);
      return this;
    }

    @Override
    public Call end(Field... trailers) {
      if (chunked) {
        StringBuilder last = new StringBuilder("0\r\n");
        for (Field trailer : trailers) {
          last.append(new String(trailer.line(), ISO_8859_1));
        }
        wire.feed(last.append("\r\n").toString());
      }
      return this;
    }

    @Override
    public Reply reply() {
      Reader reader = new Reader(wire.received());
      Reply reply = null;
      for (int i = 0; i <= place; i++) {
        reply = reader.next(calls.get(i).head);
      }
      return reply;
    }
  }

  /** Reads answers of which the last may not be whole. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Reply next(boolean head) {
      List<Integer> interims = new ArrayList<>();
      while (text.indexOf("\r\n\r\n", at) >= 0) {
        int status = Integer.parseInt(text.substring(at + 9, at + 12));
        at = text.indexOf("\r\n", at) + 2;
        List<Field> fields = fields();
        if (status == 101) {
          return new Reply(101, interims, fields, text.substring(at), List.of(), false);
        }
        if (status >= 200) {
          return body(status, interims, fields, head || status == 204 || status == 304);
        }
        if (status != 100) {
          interims.add(status);
        }
      }
      return new Reply(0, interims, List.of(), "", List.of(), false);
    }

    private Reply body(int status, List<Integer> interims, List<Field> all, boolean none) {
      List<Field> fields =
          all.stream().filter(f -> !FRAMING.contains(f.name().toLowerCase(Locale.ROOT))).toList();
      if (none) {
        return new Reply(status, interims, fields, "", List.of(), true);
      }
      for (Field field : all) {
        if (field.isNamed("content-length")) {
          int length = Integer.parseInt(field.value());
          int end = Math.min(text.length(), at + length);
          String body = text.substring(at, end);
          at = end;
          return new Reply(status, interims, fields, body, List.of(), body.length() == length);
        }
      }
      return chunks(status, interims, fields);
    }

    private Reply chunks(int status, List<Integer> interims, List<Field> fields) {
      StringBuilder body = new StringBuilder();
      while (at < text.length()) {
        int line = text.indexOf("\r\n", at);
        int size = Integer.parseInt(text.substring(at, line), 16);
        at = line + 2;
        if (size == 0) {
          return new Reply(status, interims, fields, body.toString(), fields(), true);
        }
        body.append(text, at, at + size);
        at += size + 2;
      }
      return new Reply(status, interims, fields, body.toString(), List.of(), false);
    }

    private List<Field> fields() {
      List<Field> fields = new ArrayList<>();
      while (!text.startsWith("\r\n", at)) {
        int end = text.indexOf("\r\n", at);
        int colon = text.indexOf(':', at);
        fields.add(new Field(text.substring(at, colon), text.substring(colon + 1, end).strip()));
        at = end + 2;
      }
      at += 2;
      return fields;
    }
  }
}
