// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.function.Consumer;

/**
 * The answers a connection owes, in the order of their requests: however they finish, only the
 * first one leaves. Confined to the connection's thread.
 *
 * @param <A> the protocol's kind of answer
 */
public final class AnswerQueue<A extends Answer> {
  private Answer first;
  private Answer last;
  private int size;

  public void add(A answer) {
    if (first == null) {
      first = answer;
    } else {
      last.next = answer;
    }
    last = answer;
    size++;
  }

  /** The first answer, ready or not; null when none is owed. */
  @SuppressWarnings("unchecked") // only add() puts any in
  public A first() {
    return (A) first;
  }

  /** The first answer if it is ready to leave, else null. */
  @SuppressWarnings("unchecked") // only add() puts any in
  public A ready() {
    return first != null && first.isReady() ? (A) first : null;
  }

  /** Takes the first answer away. */
  public void remove() {
    Answer removed = first;
    first = removed.next;
    // Whoever still holds this one shall not hold all that came after it.
    removed.next = null;
    if (first == null) {
      last = null;
    }
    size--;
  }

  /** Takes all away, ready or not: none of them will leave. */
  @SuppressWarnings("unchecked") // only add() puts any in
  public void clear(Consumer<? super A> removed) {
    while (first != null) {
      A answer = (A) first;
      remove();
      removed.accept(answer);
    }
  }

  /** The answer added last; null when none is owed. */
  @SuppressWarnings("unchecked") // only add() puts any in
  public A last() {
    return (A) last;
  }

  /** Shows all, in their order; none may be added or removed meanwhile. */
  @SuppressWarnings("unchecked") // only add() puts any in
  public void forEach(Consumer<? super A> shown) {
    for (Answer answer = first; answer != null; answer = answer.next) {
      shown.accept((A) answer);
    }
  }

  /** Bytes that wait in answers which are ready. */
  public int readyBytes() {
    int bytes = 0;
    for (Answer answer = first; answer != null; answer = answer.next) {
      bytes += answer.isReady() ? answer.output().size() : 0;
    }
    return bytes;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return first == null;
  }
}
