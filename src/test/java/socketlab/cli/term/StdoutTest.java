// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Output that nobody takes ends what prints it; it must not look like success. */
@Timeout(10)
class StdoutTest {
  @Test
  void aFailedWriteIsNotSwallowed() {
    PrintStream out = Stdout.printing(failing("No space left on device"));
    OutputGone gone = assertThrows(OutputGone.class, () -> out.println("a line"));
    assertEquals("No space left on device", gone.getMessage());
    assertTrue(gone.isNews());
    assertEquals(0, gone.getStackTrace().length);
  }

  @Test
  void neitherBehindAWriter() {
    PrintWriter out = new PrintWriter(Stdout.printing(failing("Broken pipe")), true);
    OutputGone gone = assertThrows(OutputGone.class, () -> out.println("a line"));
    assertFalse(gone.isNews());
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
