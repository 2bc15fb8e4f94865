// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class GrpcTimeoutTest {
  @Test
  void eachUnitIsRead() throws GrpcError {
    assertEquals(1, GrpcTimeout.nanos("1n"));
    assertEquals(2_000, GrpcTimeout.nanos("2u"));
    assertEquals(3_000_000, GrpcTimeout.nanos("3m"));
    assertEquals(4_000_000_000L, GrpcTimeout.nanos("4S"));
    assertEquals(300_000_000_000L, GrpcTimeout.nanos("5M"));
    assertEquals(Long.MAX_VALUE, GrpcTimeout.nanos("99999999H"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "n", "-1n", "1.5S", "123456789n", "1s", "1 S", "٣S"})
  void whatIsNoTimeIsRefused(String text) {
    GrpcError error = assertThrows(GrpcError.class, () -> GrpcTimeout.nanos(text));
    assertEquals(GrpcCode.INTERNAL, error.status().code());
  }

  @Property(tries = 500)
  void neverLongerThanAsked(@ForAll @LongRange(min = 0) long nanos) throws GrpcError {
    long read = GrpcTimeout.nanos(GrpcTimeout.text(nanos));
    assertTrue(read <= nanos);
    // The next finer unit would need nine digits, so at least six are used.
    assertTrue(nanos - read <= nanos / 90_000);
  }
}
