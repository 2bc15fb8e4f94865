// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.OpenFiles;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;

/**
 * A program that takes all descriptors but a few, and looks what a loop does with those. It says
 * what it saw, and fails where a descriptor is lost.
 */
final class FewDescriptors {
  private static final int CONNECTIONS = 10;
  private static final long SECONDS = 20;

  private final Transport transport;
  private final ArrayDeque<FileInputStream> fillers = new ArrayDeque<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();

  private FewDescriptors(Transport transport) {
    this.transport = transport;
  }

  public static void main(String[] args) throws Exception {
    FewDescriptors few = new FewDescriptors(Transport.byId(args[0]).orElseThrow());
    switch (args[1]) {
      case "open" -> few.openEach();
      case "accept" -> few.accept();
      case "stop" -> few.stopInTrouble();
      case "connect" -> few.connect();
      default -> throw new IllegalArgumentException(args[1]);
    }
  }

  /** Takes all but so many. */
  private void leave(int free) throws IOException {
    try {
      while (true) {
        fillers.add(new FileInputStream("/dev/null"));
      }
    } catch (FileNotFoundException e) {
      // Too many open files.
    }
    for (int i = 0; i < free; i++) {
      fillers.remove().close();
    }
  }

  private void giveBack() throws IOException {
    while (!fillers.isEmpty()) {
      fillers.remove().close();
    }
  }

  private EventLoop open() throws IOException {
    return transport.open(
        new EventLoop.Config(
            "lab-test",
            "loop",
            Handlers.IN_PLACE,
            10_000_000,
            SECONDS * 1_000_000_000,
            -1,
            problems::add,
            e -> problems.add("failed: " + e)));
  }

  /** Opens and ends a loop with ever more descriptors: each try gives all back. */
  private void openEach() throws Exception {
    end(open());
    int before = OpenFiles.now().count();
    for (int free = 0; free < 8; free++) {
      leave(free);
      String result;
      try {
        end(open());
        result = "opened";
      } catch (IOException | RuntimeException e) {
        result = e.toString();
      }
      giveBack();
      int after = OpenFiles.now().count();
      System.out.println(free + " free: " + result + (after > before ? "; LOST some" : ""));
    }
    problems.forEach(System.out::println);
  }

  private static void end(EventLoop loop) throws InterruptedException {
    loop.start();
    loop.drain(System.nanoTime());
    loop.join(System.nanoTime() + SECONDS * 1_000_000_000);
  }

  private Listener listen() throws IOException {
    return Listener.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new Listener.Options(128, false, 0, 0),
        new Service(NotingSession::new, Duration.ofSeconds(SECONDS)));
  }

  private static List<SocketChannel> connect(Listener listener) throws IOException {
    List<SocketChannel> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(SocketChannel.open(listener.address()));
    }
    return clients;
  }

  private static void await(java.util.function.BooleanSupplier state) throws InterruptedException {
    long until = System.nanoTime() + SECONDS * 1_000_000_000;
    while (!state.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("in vain");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Three may be accepted, the others wait; the trouble is told once, and nobody spins. */
  private void accept() throws Exception {
    try (Listener listener = listen()) {
      EventLoop loop = open();
      List<SocketChannel> clients = connect(listener);
      leave(3);
      loop.start();
      loop.accept(List.of(listener), loop::adopt);
      await(() -> !problems.isEmpty());
      long accepted = loop.counters().read().accepted();
      long calls = loop.counters().read().systemCalls();
      TimeUnit.MILLISECONDS.sleep(1000);
      System.out.println("accepted " + accepted + " of " + clients.size());
      System.out.println("calls a second " + (loop.counters().read().systemCalls() - calls));
      giveBack();
      await(() -> loop.counters().read().accepted() == clients.size());
      System.out.println("accepted all");
      end(loop, clients);
    }
    problems.forEach(System.out::println);
  }

  private void end(EventLoop loop, List<SocketChannel> clients) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    loop.stopAccepting(done);
    done.await();
    for (SocketChannel client : clients) {
      client.close();
    }
    long deadline = System.nanoTime() + SECONDS * 1_000_000_000;
    loop.drain(deadline);
    System.out.println("cut off " + loop.join(deadline + 10_000_000_000L));
  }

  /** Stopped while it leaves accept alone: what is queued is taken all the same. */
  private void stopInTrouble() throws Exception {
    try (Listener listener = listen()) {
      EventLoop loop = open();
      List<SocketChannel> clients = connect(listener);
      leave(3);
      loop.start();
      loop.accept(List.of(listener), loop::adopt);
      await(() -> !problems.isEmpty());
      CountDownLatch stopped = new CountDownLatch(1);
      loop.execute(
          () -> {
            try {
              giveBack();
            } catch (IOException e) {
              problems.add(e.toString());
            }
          });
      loop.stopAccepting(stopped);
      stopped.await();
      System.out.println("accepted " + loop.counters().read().accepted());
      end(loop, clients);
    }
    problems.forEach(System.out::println);
  }

  /** A connect that gets no socket fails, by a word that says why. */
  private void connect() throws Exception {
    try (Listener listener = listen()) {
      EventLoop loop = open();
      loop.start();
      for (int free = 0; free < 2; free++) {
        CountDownLatch ended = new CountDownLatch(1);
        String[] told = new String[1];
        CountDownLatch warm = new CountDownLatch(1);
        loop.execute(warm::countDown);
        warm.await();
        leave(free);
        loop.connect(
            new Outgoing(
                listener.address(),
                peer -> {
                  told[0] = "connected";
                  ended.countDown();
                  return new NotingSession(peer);
                },
                e -> {
                  told[0] = e.getMessage();
                  ended.countDown();
                }));
        ended.await(SECONDS, TimeUnit.SECONDS);
        giveBack();
        System.out.println(free + " free: " + told[0]);
      }
      end(loop, List.of());
    }
    problems.forEach(System.out::println);
  }
}
