// SPDX-License-Identifier: Apache-2.0
package socketlab.load.carrier;

import socketlab.protocol.Output;

/** Answers come in the order of their requests, of which several may be on their way. */
public final class InOrderCarrier implements RequestCarrier {
  private final byte[] request;
  private final AnswerReader answers;
  private final AnswerListener listener;

  /** A ring of the places whose answers are to come. */
  private final int[] places;

  private int first;
  private int size;
  private boolean broken;
  private boolean over;

  /**
   * @param request its bytes, not to be changed
   */
  public InOrderCarrier(byte[] request, AnswerReader answers, int depth, AnswerListener listener) {
    this.request = request;
    this.answers = answers;
    this.listener = listener;
    places = new int[depth];
  }

  @Override
  public void begin(Output out) {
    first = 0;
    size = 0;
    broken = false;
    over = false;
    answers.reset();
  }

  @Override
  public int room() {
    return over || broken ? 0 : places.length - size;
  }

  @Override
  public void ask(int place, Output out) {
    int at = first + size++;
    places[at < places.length ? at : at - places.length] = place;
    out.put(request);
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    int at = from;
    while (at < to && !broken && !over) {
      if (size == 0) {
        // Nobody asked.
        broken = true;
        break;
      }
      int taken = answers.read(bytes, at, to);
      listener.began(places[first]);
      at += taken;
      if (answers.isBroken()) {
        broken = true;
      } else if (answers.isComplete()) {
        complete();
      } else if (taken == 0) {
        break;
      }
    }
    return broken || over ? to - from : at - from;
  }

  private void complete() {
    int place = places[first];
    int status = answers.status();
    first = first + 1 == places.length ? 0 : first + 1;
    size--;
    over = answers.isLast();
    if (!over) {
      answers.next();
    }
    listener.answered(place, status);
  }

  @Override
  public void endOfInput() {
    if (size > 0 && answers.endOfInput()) {
      complete();
    }
  }

  @Override
  public boolean isBroken() {
    return broken;
  }

  @Override
  public boolean isOver() {
    return over;
  }

  /** The answers behind it would be taken for it. */
  @Override
  public boolean giveUp(int place, Output out) {
    return false;
  }

  @Override
  public void leave(Output out) {}
}
