// SPDX-License-Identifier: Apache-2.0
package socketlab.load.carrier;

import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.BodySink;
import socketlab.protocol.http1.client.ResponseReader;

/** Responses of HTTP/1.1. */
public final class HttpAnswers implements AnswerReader {
  private final ResponseReader reader = new ResponseReader(false, BodySink.NOWHERE);
  private boolean broken;

  @Override
  public int read(byte[] bytes, int from, int to) {
    try {
      return reader.read(bytes, from, to);
    } catch (HttpError e) {
      broken = true;
      return 0;
    }
  }

  @Override
  public boolean isBroken() {
    return broken;
  }

  @Override
  public boolean endOfInput() {
    return reader.endOfInput();
  }

  @Override
  public boolean isComplete() {
    return reader.isComplete();
  }

  @Override
  public int status() {
    return reader.status();
  }

  @Override
  public boolean isLast() {
    return reader.isLast();
  }

  @Override
  public void next() {
    reader.next();
  }

  @Override
  public void reset() {
    reader.reset();
    broken = false;
  }
}
