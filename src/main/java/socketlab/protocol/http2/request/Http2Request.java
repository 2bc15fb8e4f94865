// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import socketlab.protocol.Secured;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.carrier.Handover;
import socketlab.protocol.http.grammar.Ascii;
import socketlab.protocol.http.grammar.ListSyntax;

/** A request as a block of fields has it, of which the first are no fields but its request line. */
public final class Http2Request implements Request {
  /** No field of the block. */
  public static final int NONE = -1;

  private static final byte[] NOTHING = {};
  private static final String COOKIE = "cookie";

  private final Handover handover;
  public final FieldBlock block = new FieldBlock();

  // What RequestRules finds: places in the block.
  int methodField;
  int pathField;
  int authorityField;
  int protocolField;

  /** The first that is a field proper. */
  int firstField;

  public Method method;

  /** Where the question mark stands, or the path ends, in the block's bytes. */
  int mark;

  /** Bytes of the body as told ahead, or -1 when nothing is told. */
  public long contentLength;

  public boolean expectContinue;

  /** Its body is not whole yet, or was not when its handler was called. */
  public boolean hasBody;

  private byte[] body = NOTHING;
  private int bodyLength;
  private List<Field> trailers;

  /**
   * @param handover of the stream that it came on
   */
  public Http2Request(Handover handover) {
    this.handover = handover;
  }

  public void body(byte[] bytes, int length) {
    body = bytes;
    bodyLength = length;
  }

  public void trailers(List<Field> trailers) {
    this.trailers = trailers;
  }

  /** Lets go of what belongs to others. */
  public void release() {
    body = NOTHING;
    bodyLength = 0;
    trailers = null;
  }

  @Override
  public Secured secured() {
    return handover.secured();
  }

  @Override
  public Method method() {
    return method;
  }

  @Override
  public String methodName() {
    return block.valueOf(methodField);
  }

  @Override
  public boolean isPath(byte[] wanted) {
    int from = block.value(pathField);
    return Arrays.equals(block.bytes(), from, mark, wanted, 0, wanted.length);
  }

  @Override
  public boolean isUnder(byte[] wanted) {
    int from = block.value(pathField);
    return mark - from > wanted.length
        && Arrays.equals(block.bytes(), from, from + wanted.length, wanted, 0, wanted.length);
  }

  @Override
  public String path() {
    return text(block.value(pathField), mark);
  }

  @Override
  public String query() {
    int end = block.valueEnd(pathField);
    return mark < end ? text(mark + 1, end) : null;
  }

  @Override
  public String query(String name) {
    String query = query();
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name)
          && pair.length() > name.length()
          && pair.charAt(name.length()) == '=') {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }

  @Override
  public String authority() {
    return authorityField != NONE ? block.valueOf(authorityField) : field("host");
  }

  @Override
  public String field(String name) {
    if (name.equals(COOKIE)) {
      return cookie();
    }
    for (int i = firstField; i < block.count(); i++) {
      if (block.isNamed(i, name)) {
        return block.valueOf(i);
      }
    }
    return null;
  }

  /** A client may send it in pieces, which are one where it is used (RFC 9113 section 8.2.3). */
  private String cookie() {
    StringBuilder whole = null;
    for (int i = firstField; i < block.count(); i++) {
      if (block.isNamed(i, COOKIE)) {
        whole = whole == null ? new StringBuilder() : whole.append("; ");
        whole.append(block.valueOf(i));
      }
    }
    return whole == null ? null : whole.toString();
  }

  @Override
  public List<String> fields(String name) {
    List<String> values = new ArrayList<>();
    if (name.equals(COOKIE)) {
      String cookie = cookie();
      if (cookie != null) {
        values.add(cookie);
      }
      return values;
    }
    for (int i = firstField; i < block.count(); i++) {
      if (block.isNamed(i, name)) {
        values.add(block.valueOf(i));
      }
    }
    return values;
  }

  @Override
  public List<Field> fields() {
    List<Field> all = new ArrayList<>();
    boolean cookie = false;
    for (int i = firstField; i < block.count(); i++) {
      if (!block.isNamed(i, COOKIE)) {
        all.add(new Field(block.nameOf(i), block.valueOf(i)));
      } else if (!cookie) {
        cookie = true;
        all.add(new Field(COOKIE, cookie()));
      }
    }
    return all;
  }

  @Override
  public boolean lists(String name, String item) {
    for (int i = firstField; i < block.count(); i++) {
      if (block.isNamed(i, name)
          && ListSyntax.has(item, block.bytes(), block.value(i), block.valueEnd(i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isEarly() {
    return secured() != null && secured().isEarly();
  }

  @Override
  public boolean offers(String protocol) {
    if (protocolField == NONE) {
      return false;
    }
    int from = block.value(protocolField);
    return Ascii.isIgnoringCase(protocol, block.bytes(), from, block.valueEnd(protocolField));
  }

  @Override
  public boolean connects() {
    return protocolField != NONE;
  }

  @Override
  public long contentLength() {
    if (contentLength >= 0) {
      return contentLength;
    }
    return hasBody ? -1 : 0;
  }

  @Override
  public boolean isStreamed() {
    // What follows a CONNECT is no body, but for the session that is to take the stream over.
    return handover.isStreamed() && !connects();
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public int bodyOffset() {
    return 0;
  }

  @Override
  public int bodyLength() {
    return bodyLength;
  }

  @Override
  public List<Field> trailers() {
    return trailers == null ? List.of() : trailers;
  }

  @Override
  public void receive(BodyConsumer consumer) {
    if (!isStreamed()) {
      throw new IllegalStateException("the body is here as a whole");
    }
    handover.receive(consumer);
  }

  @Override
  public Runnable waker() {
    if (!isStreamed()) {
      throw new IllegalStateException("the body is here as a whole");
    }
    return handover.waker();
  }

  /** The place of the first field of this name, or {@link #NONE}. */
  public int find(String name) {
    for (int i = firstField; i < block.count(); i++) {
      if (block.isNamed(i, name)) {
        return i;
      }
    }
    return NONE;
  }

  private String text(int from, int to) {
    return new String(block.bytes(), from, to - from, ISO_8859_1);
  }

  /** True when the value of a field has nothing but what this kind allows. */
  boolean is(int kind, int field) {
    byte[] bytes = block.bytes();
    for (int i = block.value(field); i < block.valueEnd(field); i++) {
      if (!Ascii.is(kind, bytes[i])) {
        return false;
      }
    }
    return true;
  }
}
