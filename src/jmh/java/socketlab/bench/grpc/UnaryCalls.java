// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.grpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import socketlab.app.grpc.message.Payload;
import socketlab.app.grpc.message.SimpleRequest;
import socketlab.experiment.tool.grpc.GrpcConnection;
import socketlab.experiment.tool.grpc.WaitedCall;
import socketlab.protocol.grpc.client.CallOptions;
import socketlab.protocol.grpc.wire.GrpcCode;

/**
 * Loads a server on loopback with unary calls and prints what one cost it: {@code UnaryCalls PORT
 * PID SECONDS AT-ONCE}. The CPU time is that of the server's whole process, user and system, by the
 * kernel's count; a call asks for 32 bytes and sends as many.
 */
final class UnaryCalls {
  private static final int PAYLOAD = 32;

  /** USER_HZ, which is 100 on every architecture that the lab knows. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final int UTIME = 11;

  private UnaryCalls() {}

  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    long pid = Long.parseLong(args[1]);
    Duration time = Duration.ofSeconds(Long.parseLong(args[2]));
    try (GrpcConnection client = new GrpcConnection(server)) {
      WaitedCall[] calls = new WaitedCall[Integer.parseInt(args[3])];
      long cpu = cpuNanos(pid);
      long begun = System.nanoTime();
      long done = load(client, calls, begun + time.toNanos());
      long wall = System.nanoTime() - begun;
      cpu = cpuNanos(pid) - cpu;
      System.out.printf(
          "%d calls, %.0f a second, %.2f microseconds of CPU each%n",
          done, done * 1e9 / wall, cpu / 1e3 / done);
    }
  }

  /** Keeps that many calls under way until then; how many have ended. */
  private static long load(GrpcConnection client, WaitedCall[] calls, long end) throws IOException {
    byte[] request =
        SimpleRequest.newBuilder()
            .setResponseSize(PAYLOAD)
            .setPayload(
                Payload.newBuilder()
                    .setBody(com.google.protobuf.ByteString.copyFrom(new byte[PAYLOAD])))
            .build()
            .toByteArray();
    long done = 0;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < calls.length; i++) {
        if (calls[i] != null && !calls[i].hasEnded()) {
          continue;
        }
        if (calls[i] != null) {
          if (calls[i].status().code() != GrpcCode.OK) {
            throw new IOException("a call ended with " + calls[i].status());
          }
          done++;
        }
        calls[i] =
            client
                .begin("grpc.testing.TestService/UnaryCall", CallOptions.NONE)
                .send(request)
                .end();
      }
      client.read(Duration.ofSeconds(5));
    }
    return done;
  }

  /** proc(5), /proc/PID/stat: utime and stime, counted behind the name in parentheses. */
  private static long cpuNanos(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return NANOS_PER_TICK * (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]));
  }
}
