// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;

/** How a request can fail; each failed request is counted under one of these. */
public enum Failure {
  /** Nobody listens there: the connect was answered with a reset. */
  REFUSED("refused"),
  /** No local port was left for a connection. */
  NO_PORT("noPort"),
  /** The process had no descriptor left for a connection. */
  NO_DESCRIPTOR("noDescriptor"),
  /** The connect failed in another way. */
  CONNECT("connect"),
  /** TLS failed, in the handshake or behind it. */
  TLS("tls"),
  /** The connection was reset before the answer was whole, or the request's stream was. */
  RESET("reset"),
  /** The server said that it had not begun with it: HTTP/2's REFUSED_STREAM or GOAWAY. */
  NOT_PROCESSED("notProcessed"),
  /** No whole answer within the time limit. */
  TIMEOUT("timeout"),
  /** The peer ended the connection before the answer was whole. */
  SHORT("short"),
  /** A whole response whose status is not one that was expected. */
  STATUS("status"),
  /** Bytes that are no answer. */
  MALFORMED("malformed");

  private final String id;

  Failure(String id) {
    this.id = id;
  }

  /** As it is called in JSON. */
  public String id() {
    return id;
  }

  /**
   * What a failed connect means: by errno where the transport tells it, else by the JDK's words.
   */
  public static Failure ofConnect(IOException e) {
    int errno = e.getCause() instanceof NativeException n ? n.errno() : 0;
    if (errno == Errno.EADDRNOTAVAIL.number() || e instanceof BindException) {
      return NO_PORT;
    }
    if (errno == Errno.EMFILE.number() || errno == Errno.ENFILE.number()) {
      return NO_DESCRIPTOR;
    }
    // The JDK has a type of its own for refused, and no number.
    boolean refused = errno == 0 && e instanceof ConnectException;
    return refused || errno == Errno.ECONNREFUSED.number() ? REFUSED : CONNECT;
  }
}
