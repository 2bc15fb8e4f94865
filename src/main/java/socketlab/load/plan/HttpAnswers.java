// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.client.ResponseScanner;

/** Responses; good is what has an expected status. */
final class HttpAnswers implements AnswerReader {
  private final ResponseScanner scanner = new ResponseScanner();
  private final Expectation expectation;
  private boolean broken;

  HttpAnswers(Expectation expectation) {
    this.expectation = expectation;
  }

  @Override
  public int read(byte[] bytes, int from, int to) {
    try {
      return scanner.scan(bytes, from, to);
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
    return scanner.endOfInput();
  }

  @Override
  public boolean isComplete() {
    return scanner.isComplete();
  }

  @Override
  public boolean isGood() {
    return expectation.accepts(scanner.status());
  }

  @Override
  public int status() {
    return scanner.status();
  }

  @Override
  public boolean isLast() {
    return scanner.isLast();
  }

  @Override
  public void next() {
    scanner.next();
  }

  @Override
  public void reset() {
    scanner.reset();
    broken = false;
  }
}
