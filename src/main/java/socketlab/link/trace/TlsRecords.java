// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the records of one side of a connection as one who has no key: their heads, and the names
 * of messages that are not encrypted.
 */
public final class TlsRecords {
  private static final int HEAD = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  private TlsRecords() {}

  /** All that are whole in it; what does not look like TLS ends them. */
  public static List<TlsRecord> of(byte[] stream) {
    List<TlsRecord> records = new ArrayList<>();
    boolean encrypted = false;
    int at = 0;
    while (at + HEAD <= stream.length) {
      int type = stream[at] & 0xff;
      int end = at + HEAD + (stream[at + 3] & 0xff) * 256 + (stream[at + 4] & 0xff);
      if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || end > stream.length) {
        break;
      }
      records.add(new TlsRecord(at, end, name(stream, at, end, encrypted)));
      encrypted |= type == CHANGE_CIPHER_SPEC;
      at = end;
    }
    return records;
  }

  /** In TLS 1.2 what follows ChangeCipherSpec keeps its type; in 1.3 all of it is type 23. */
  private static String name(byte[] stream, int from, int to, boolean encrypted) {
    return switch (stream[from]) {
      case CHANGE_CIPHER_SPEC -> "ChangeCipherSpec";
      case ALERT -> encrypted ? TlsRecord.ENCRYPTED : "alert";
      case HANDSHAKE -> encrypted ? TlsRecord.ENCRYPTED : messages(stream, from + HEAD, to);
      default -> TlsRecord.ENCRYPTED;
    };
  }

  /** Several may stand in one record: each a type, three bytes of length, and so many bytes. */
  private static String messages(byte[] stream, int from, int to) {
    StringBuilder names = new StringBuilder();
    int at = from;
    while (at + 4 <= to) {
      names.append(names.isEmpty() ? "" : ", ").append(message(stream[at] & 0xff));
      at +=
          4
              + ((stream[at + 1] & 0xff) << 16
                  | (stream[at + 2] & 0xff) << 8
                  | stream[at + 3] & 0xff);
    }
    return names.isEmpty() ? "handshake" : names.toString();
  }

  /** RFC 5246 section 7.4 and RFC 5077; RFC 8446 has fewer of them in clear. */
  private static String message(int type) {
    return switch (type) {
      case 1 -> "ClientHello";
      case 2 -> "ServerHello";
      case 4 -> "NewSessionTicket";
      case 11 -> "Certificate";
      case 12 -> "ServerKeyExchange";
      case 13 -> "CertificateRequest";
      case 14 -> "ServerHelloDone";
      case 15 -> "CertificateVerify";
      case 16 -> "ClientKeyExchange";
      case 20 -> "Finished";
      default -> "handshake message " + type;
    };
  }
}
