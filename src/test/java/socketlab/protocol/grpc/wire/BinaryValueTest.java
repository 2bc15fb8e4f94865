// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BinaryValueTest {
  @Test
  void isWrittenWithoutPaddingAndReadWithOrWithout() throws GrpcError {
    byte[] bytes = {(byte) 0xab, (byte) 0xab, (byte) 0xab, 0};
    assertEquals("q6urAA", BinaryValue.field("a-bin", bytes).value());
    assertArrayEquals(bytes, BinaryValue.bytes("q6urAA"));
    assertArrayEquals(bytes, BinaryValue.bytes("q6urAA=="));
  }

  @Test
  void whatIsNoBase64IsRefused() {
    GrpcError error = assertThrows(GrpcError.class, () -> BinaryValue.bytes("a?"));
    assertEquals(GrpcCode.INTERNAL, error.status().code());
    assertThrows(IllegalArgumentException.class, () -> BinaryValue.field("a", new byte[1]));
  }
}
