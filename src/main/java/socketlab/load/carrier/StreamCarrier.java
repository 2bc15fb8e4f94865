// SPDX-License-Identifier: Apache-2.0
package socketlab.load.carrier;

import socketlab.protocol.Output;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.http2.client.ClientConnection;
import socketlab.protocol.http2.client.ClientLimits;
import socketlab.protocol.http2.client.RequestBlock;
import socketlab.protocol.http2.client.ResponseTarget;
import socketlab.protocol.http2.client.StreamFailure;
import socketlab.protocol.http2.client.StreamFailure.Kind;
import socketlab.protocol.http2.frame.ErrorCode;

/** HTTP/2: each request has a stream of its own, and answers come as they are ready. */
public final class StreamCarrier implements RequestCarrier {
  private final RequestBlock request;
  private final AnswerListener listener;
  private final Place[] places;
  private ClientConnection connection;

  public StreamCarrier(RequestBlock request, int depth, AnswerListener listener) {
    this.request = request;
    this.listener = listener;
    places = new Place[depth];
    for (int i = 0; i < depth; i++) {
      places[i] = new Place(i);
    }
  }

  /** Where a request is told of its answer. */
  private final class Place implements ResponseTarget {
    private final int number;
    private int stream;
    private int status;

    Place(int number) {
      this.number = number;
    }

    @Override
    public void interim(int interim, FieldBlock fields) {
      listener.began(number);
    }

    @Override
    public void head(int code, FieldBlock fields) {
      status = code;
      listener.began(number);
    }

    @Override
    public void complete() {
      listener.answered(number, status);
    }

    @Override
    public void failed(StreamFailure why) {
      // What ends the connection is told by that.
      if (why.kind() != Kind.CONNECTION) {
        listener.failed(number, why);
      }
    }
  }

  @Override
  public void begin(Output out) {
    connection = new ClientConnection(ClientLimits.DEFAULT);
    connection.begin(out);
  }

  /** One, until the server has said how many it takes. */
  @Override
  public int room() {
    if (!connection.hasBegun()) {
      return connection.underWay() == 0 ? 1 : 0;
    }
    return connection.room();
  }

  @Override
  public void ask(int place, Output out) {
    Place asked = places[place];
    asked.stream = connection.open(request, true, asked, out);
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    return connection.receive(bytes, from, to, out);
  }

  @Override
  public void endOfInput() {}

  @Override
  public boolean isBroken() {
    return connection.failure() != null;
  }

  @Override
  public boolean isOver() {
    return connection.isOver();
  }

  @Override
  public boolean giveUp(int place, Output out) {
    connection.cancel(places[place].stream, ErrorCode.CANCEL, out);
    return true;
  }

  @Override
  public void leave(Output out) {
    connection.leave(out);
  }
}
