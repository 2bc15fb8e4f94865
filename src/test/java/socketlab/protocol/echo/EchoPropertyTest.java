// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import socketlab.protocol.Output;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;

class EchoPropertyTest {
  @Property(seed = "2", tries = 300)
  void whateverThePeerAndTheWorkersDoTheBytesComeBack(
      @ForAll @Size(max = 30) List<byte[]> pieces, @ForAll long seed) {
    Random random = new Random(seed);
    Workers workers = new Workers();
    Wire wire = new Wire(peer -> new EchoSession(peer, 1_000), workers);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      byte[] bytes = random.nextInt(5) == 0 ? new byte[random.nextInt(50_000)] : piece;
      sent.writeBytes(bytes);
      wire.feed(bytes);
      if (random.nextBoolean()) {
        wire.stopReading();
      } else {
        wire.startReading();
      }
      while (workers.waiting() > 0 && random.nextBoolean()) {
        workers.run(random.nextInt(workers.waiting()));
        wire.turn();
      }
    }
    wire.startReading().end();
    while (workers.waiting() > 0) {
      workers.run(random.nextInt(workers.waiting()));
      wire.turn();
    }
    assertArrayEquals(sent.toByteArray(), wire.receivedBytes());
    assertTrue(wire.mostHeld() <= Output.HIGH_WATER);
    assertTrue(wire.state() == State.OVER);
  }
}
