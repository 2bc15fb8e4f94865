// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.util.ArrayList;
import java.util.List;
import socketlab.link.trace.RecordedConnection;
import socketlab.link.trace.RecordedSegment;
import socketlab.link.trace.RoundTrips;
import socketlab.link.trace.TlsRecord;
import socketlab.link.trace.TlsRecords;

/**
 * Names what each packet of an HTTPS connection carries. What is encrypted is named by its place,
 * which RFC 8446 section 2 gives it, and stands in braces: {@code {Finished}}.
 */
final class WayLabels {
  private static final String SERVER_HELLO = "ServerHello";

  private final RecordedConnection connection;
  private final HttpsWay way;
  private final long answerEnd;
  private final List<TlsRecord> ofClient;
  private final List<TlsRecord> ofServer;

  /**
   * @param answerEnd the byte behind the record in which the answer begins, in the server's stream
   */
  WayLabels(RecordedConnection connection, HttpsWay way, long answerEnd) {
    this.connection = connection;
    this.way = way;
    this.answerEnd = answerEnd;
    ofClient = client(TlsRecords.of(connection.stream(true)));
    ofServer = server(TlsRecords.of(connection.stream(false)));
  }

  /**
   * What a packet carries, in a few words: its flags where it has some to show, and its records.
   */
  String of(RecordedSegment one) {
    List<TlsRecord> records = one.isOut() ? ofClient : ofServer;
    List<String> names = new ArrayList<>();
    if (one.segment().payload().length == 0 || !one.segment().describe().equals("ACK")) {
      names.add(one.segment().describe());
    }
    for (TlsRecord record : records) {
      if (one.from() < record.to() && record.to() <= one.to()) {
        names.add(record.name());
      } else if (one.from() < record.to() && record.from() < one.to()) {
        names.add(record.name() + " (begins)");
      }
    }
    return String.join(", ", names.stream().distinct().toList());
  }

  private List<TlsRecord> client(List<TlsRecord> seen) {
    List<TlsRecord> named = new ArrayList<>();
    int encrypted = 0;
    for (TlsRecord record : seen) {
      named.add(record.isEncrypted() ? named(record, client(encrypted++)) : record);
    }
    return named;
  }

  private String client(int place) {
    if (way.isEarly()) {
      return place == 0 ? "{request as early data}" : "{EndOfEarlyData, Finished}";
    }
    return place == 0 ? "{Finished}" : "{request}";
  }

  private List<TlsRecord> server(List<TlsRecord> seen) {
    int flight =
        seen.stream()
            .filter(record -> record.name().startsWith(SERVER_HELLO))
            .findFirst()
            .map(this::roundTrips)
            .orElse(0);
    List<TlsRecord> named = new ArrayList<>();
    for (TlsRecord record : seen) {
      named.add(record.isEncrypted() ? named(record, server(record, flight)) : record);
    }
    return named;
  }

  private String server(TlsRecord record, int flight) {
    if (record.to() == answerEnd) {
      return "{answer}";
    }
    if (record.to() > answerEnd) {
      return "{more}";
    }
    if (way == HttpsWay.TLS_1_2) {
      return "{Finished}";
    }
    return roundTrips(record) > flight
        ? "{NewSessionTicket}"
        : way.isResumed()
            ? "{EncryptedExtensions, Finished}"
            : "{EncryptedExtensions, Certificate, CertificateVerify, Finished}";
  }

  private int roundTrips(TlsRecord record) {
    return connection
        .bringing(record.to() - 1)
        .map(segment -> RoundTrips.until(connection, segment))
        .orElse(0);
  }

  private static TlsRecord named(TlsRecord record, String name) {
    return new TlsRecord(record.from(), record.to(), name);
  }
}
