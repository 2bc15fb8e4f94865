// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import socketlab.linux.socket.ListenQueue;
import socketlab.net.loop.Counters;
import socketlab.net.loop.Part.ThreadStats;

/**
 * What a server has done and what it holds, at one moment: the answer of {@code /stats}.
 *
 * @param pattern the pattern's id
 * @param transport the transport's id
 */
public record Stats(
    String pattern, String transport, List<ThreadStats> threads, List<ListenerStats> listeners) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * One listener's accept queue.
   *
   * @param queue as the kernel tells it; empty where it cannot be asked
   * @param requestedBacklog what listen was given
   */
  public record ListenerStats(String address, Optional<ListenQueue> queue, int requestedBacklog) {}

  /**
   * The sum over all threads but the workers: a request that a worker runs is counted where it was
   * read, too.
   */
  public Counters.Snapshot total() {
    return threads.stream()
        .filter(thread -> !thread.role().equals("worker"))
        .map(ThreadStats::counters)
        .reduce(Counters.Snapshot.ZERO, Counters.Snapshot::plus);
  }

  /** As JSON in UTF-8; its shape is {@code docs/schema/stats.json}. */
  public byte[] toJson() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("pattern", pattern);
      json.writeStringField("transport", transport);
      json.writeArrayFieldStart("threads");
      for (ThreadStats thread : threads) {
        write(thread, json);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("listeners");
      for (ListenerStats listener : listeners) {
        write(listener, json);
      }
      json.writeEndArray();
      writePerRequest(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void write(ThreadStats thread, JsonGenerator json) throws IOException {
    Counters.Snapshot counters = thread.counters();
    json.writeStartObject();
    json.writeStringField("name", thread.name());
    json.writeStringField("role", thread.role());
    json.writeNumberField("accepted", counters.accepted());
    json.writeNumberField("open", counters.open());
    json.writeNumberField("requests", counters.requests());
    json.writeNumberField("bytesIn", counters.bytesIn());
    json.writeNumberField("bytesOut", counters.bytesOut());
    json.writeNumberField("systemCalls", counters.systemCalls());
    json.writeNumberField("batches", counters.batches());
    json.writeNumberField("wakeUps", counters.wakeUps());
    json.writeEndObject();
  }

  /** What a request has cost so far, in calls and wake-ups of all threads together. */
  private void writePerRequest(JsonGenerator json) throws IOException {
    long requests = total().requests();
    Counters.Snapshot all =
        threads.stream()
            .map(ThreadStats::counters)
            .reduce(Counters.Snapshot.ZERO, Counters.Snapshot::plus);
    json.writeObjectFieldStart("perRequest");
    writeRatio(json, "systemCalls", all.systemCalls(), requests);
    writeRatio(json, "batches", all.batches(), requests);
    writeRatio(json, "wakeUps", all.wakeUps(), requests);
    json.writeEndObject();
  }

  private static void writeRatio(JsonGenerator json, String name, long count, long requests)
      throws IOException {
    if (requests == 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, Math.round(1e4 * count / requests) / 1e4);
    }
  }

  private static void write(ListenerStats listener, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("address", listener.address());
    if (listener.queue().isPresent()) {
      json.writeNumberField("queued", listener.queue().get().queued());
      json.writeNumberField("backlog", listener.queue().get().cap());
    } else {
      json.writeNullField("queued");
      json.writeNullField("backlog");
    }
    json.writeNumberField("requestedBacklog", listener.requestedBacklog());
    json.writeEndObject();
  }
}
