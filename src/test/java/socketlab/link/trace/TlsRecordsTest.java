// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.link.trace.PacketMaker.join;
import static socketlab.link.trace.PacketMaker.record;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TlsRecordsTest {
  @Test
  void whatIsInClearHasItsName() {
    byte[] stream =
        join(
            // Two messages in one record: ServerHello of 2 bytes, and ServerHelloDone of none.
            record(22, 10, 2, 0, 0, 2, 9, 9, 14, 0, 0, 0),
            record(20, 1, 1),
            record(22, 40, 20),
            record(23, 30),
            record(21, 26));
    assertEquals(
        List.of(
            new TlsRecord(0, 15, "ServerHello, ServerHelloDone"),
            new TlsRecord(15, 21, "ChangeCipherSpec"),
            new TlsRecord(21, 66, TlsRecord.ENCRYPTED),
            new TlsRecord(66, 101, TlsRecord.ENCRYPTED),
            new TlsRecord(101, 132, TlsRecord.ENCRYPTED)),
        TlsRecords.of(stream));
  }

  @Test
  void aRecordThatIsNotWholeIsNone() {
    byte[] stream = join(record(22, 4, 1, 0, 0, 0), record(23, 100));
    assertEquals(
        List.of(new TlsRecord(0, 9, "ClientHello")),
        TlsRecords.of(Arrays.copyOf(stream, stream.length - 1)));
  }

  @Test
  void whatIsNoTlsEndsThem() {
    assertEquals(List.of(), TlsRecords.of("GET / HTTP/1.1\r\n\r\n".getBytes()));
  }
}
