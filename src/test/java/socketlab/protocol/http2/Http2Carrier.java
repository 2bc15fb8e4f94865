// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.ArrayList;
import java.util.List;
import socketlab.protocol.Handlers;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpCarrier;
import socketlab.protocol.http.HttpConfig;

/** One connection of HTTP/2 over a wire, with a stream a call. */
public final class Http2Carrier implements HttpCarrier {
  private final Http2Client client;
  private int next = 1;

  Http2Carrier(HttpConfig config, Handlers handlers) {
    this(new Wire(Http2Session.factory(config), handlers));
  }

  /** Over a wire to a session that speaks HTTP/2, or to one that does so inside another. */
  public Http2Carrier(Wire wire) {
    client = new Http2Client(wire).begin();
  }

  @Override
  public Call ask(String method, String target, Field... fields) {
    client.headers(next, true, Http2Client.request(method, target, fields));
    return call();
  }

  @Override
  public Call begin(String method, String target, long length, Field... fields) {
    List<Field> all = new ArrayList<>(List.of(fields));
    if (length >= 0) {
      all.add(new Field("content-length", Long.toString(length)));
    }
    client.headers(next, false, Http2Client.request(method, target, all.toArray(Field[]::new)));
    return call();
  }

  @Override
  public Call offer(String target, String protocol) {
    client.connect(next, protocol, target);
    return call();
  }

  private Call call() {
    Call call = new Streamed(next);
    next += 2;
    return call;
  }

  @Override
  public void turn() {
    client.wire.turn();
    client.readAll();
  }

  @Override
  public void end() {
    client.wire.end();
  }

  @Override
  public void stop() {
    client.wire.stop();
  }

  @Override
  public void close() {
    client.wire.close();
  }

  private final class Streamed implements Call {
    private final int stream;

    Streamed(int stream) {
      this.stream = stream;
    }

    @Override
    public Call send(String piece) {
      client.data(stream, false, piece);
      return this;
    }

    @Override
    public Call end(Field... trailers) {
      if (trailers.length == 0) {
        client.data(stream, true, "");
      } else {
        Output out = new Output(64);
        for (Field trailer : trailers) {
          out.put(trailer.compact());
        }
        client.headers(stream, true, Http2Client.bytes(out));
      }
      return this;
    }

    @Override
    public Reply reply() {
      Http2Client.Came came = client.came(stream);
      List<Field> fields =
          came.fields.stream().filter(field -> !field.isNamed("content-length")).toList();
      return new Reply(
          came.status, came.interims, fields, came.body.toString(), came.trailers, came.ended);
    }
  }
}
