// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import socketlab.link.PacketTap;
import socketlab.linux.network.PacketMemory;

/**
 * Takes down all that one link carries; another link wants another one, since what is under way
 * when a link ends never arrives. Thread-safe.
 */
public final class PacketRecorder implements PacketTap {
  private record UnderWay(long sentNanos, byte[] bytes) {}

  private final List<RecordedPacket> arrived = new ArrayList<>();
  private final Deque<UnderWay> out = new ArrayDeque<>();
  private final Deque<UnderWay> back = new ArrayDeque<>();

  @Override
  public synchronized void enters(boolean isOut, PacketMemory memory, int slot, long nanos) {
    (isOut ? out : back).add(new UnderWay(nanos, memory.copy(slot)));
  }

  @Override
  public synchronized void arrives(boolean isOut, long nanos) {
    UnderWay packet = (isOut ? out : back).remove();
    arrived.add(new RecordedPacket(isOut, packet.sentNanos(), nanos, packet.bytes()));
  }

  /** Those that have arrived since {@link #forget}, in the order in which they were sent. */
  public synchronized List<RecordedPacket> packets() {
    return arrived.stream().sorted(Comparator.comparingLong(RecordedPacket::sentNanos)).toList();
  }

  /** Lets go of those that have arrived. */
  public synchronized void forget() {
    arrived.clear();
  }
}
