// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import socketlab.linux.OnLinux;
import socketlab.linux.socket.SocketCalls;

@OnLinux
class LibcTest {

  @Test
  void aFailedCallReturnsMinusItsErrno() {
    assertEquals(-Errno.EBADF.number(), SocketCalls.listen(-1, 1));
  }

  @Test
  void aFunctionThatLibcLacksFailsWhenCalledNotWhenLookedUp() {
    MethodHandle missing =
        Libc.function("no_such_function", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    var thrown =
        assertThrows(
            UnsupportedOperationException.class,
            () -> {
              int unused = (int) missing.invokeExact(Libc.errno(), 1);
            });
    assertEquals("this libc has no no_such_function; use a newer one", thrown.getMessage());
  }

  @Test
  void eachThreadKeepsItsOwnErrno() throws Exception {
    MemorySegment mine = Libc.errno();
    assertSame(mine, Libc.errno());
    assertNotSame(mine, CompletableFuture.supplyAsync(Libc::errno).get());
    assertNotSame(mine, inVirtualThread());
  }

  private static MemorySegment inVirtualThread() throws Exception {
    var result = new CompletableFuture<MemorySegment>();
    Thread.ofVirtual().start(() -> result.complete(Libc.errno()));
    return result.get();
  }
}
