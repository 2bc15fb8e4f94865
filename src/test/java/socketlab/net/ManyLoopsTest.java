// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.net.listen.Listener;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.AskOnce;
import socketlab.net.rig.EachTransport;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.OpenFiles;
import socketlab.protocol.echo.EchoSession;

/** What a loop takes it gives back: descriptors, threads, and the memory shared with a ring. */
@EachTransport
class ManyLoopsTest {
  private static final int LOOPS = 100;

  @Parameter Transport transport;

  @Test
  void nothingIsLeftOfAHundred() throws Exception {
    useAndEnd(1);
    OpenFiles before = OpenFiles.now();
    long mapped = rings();
    useAndEnd(LOOPS);
    before.awaitNoMore();
    assertEquals(before.count(), OpenFiles.now().count());
    assertEquals(mapped, rings(), "rings left mapped");
    eventually()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("lab-test")));
  }

  private void useAndEnd(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      try (LoopRig rig = new LoopRig()) {
        Listener listener = rig.listen(peer -> new EchoSession(peer, SOON.toNanos()));
        EventLoop loop = rig.serve(transport, listener);
        CompletableFuture<String> back = new CompletableFuture<>();
        loop.connect(AskOnce.to(listener.address(), "x", back));
        assertEquals("x", back.get(SOON.toSeconds(), TimeUnit.SECONDS));
      }
    }
  }

  private static long rings() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(maps)) {
      return lines.filter(line -> line.contains("io_uring")).count();
    }
  }
}
