// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogConfig;
import socketlab.disk.log.LogWriter;

/** The topics of a server on its disk: a folder with a log for each. Thread-safe. */
public final class TopicFolder implements AutoCloseable {
  private final Path path;
  private final LogWriter writer;
  private final LogConfig config;
  private final long memoryBytes;
  private final Consumer<Throwable> failures;
  private ExecutorService readers;

  /**
   * @param path made where it is missing, with the first message
   * @param writer not closed with this
   * @param memoryBytes of the newest messages of each topic that are kept in memory, too
   * @param failures told why old messages could not be read; any thread
   */
  public TopicFolder(
      Path path,
      LogWriter writer,
      LogConfig config,
      long memoryBytes,
      Consumer<Throwable> failures) {
    this.path = path;
    this.writer = writer;
    this.config = config;
    this.memoryBytes = memoryBytes;
    this.failures = failures;
  }

  /** The topics that are there. */
  public List<String> names() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(path)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(TopicName::isValid)
          .sorted()
          .toList();
    }
  }

  /** A topic that is not there yet; nothing is written before its first message. */
  public MessageLog fresh(String name) {
    return DurableMessages.fresh(this, name);
  }

  /**
   * A topic that is there.
   *
   * @param keys is told the idempotency keys of the newest messages
   * @throws IOException in one line with the file, when a record is damaged or cannot be read
   */
  public MessageLog open(String name, BiConsumer<String, Message> keys) throws IOException {
    return DurableMessages.open(this, name, open(name), keys);
  }

  Log open(String name) throws IOException {
    return writer.open(path.resolve(name), config);
  }

  LogWriter writer() {
    return writer;
  }

  int memoryBytes() {
    return (int) Math.min(memoryBytes, Integer.MAX_VALUE);
  }

  long diskBytes() {
    return config.retainBytes();
  }

  /** Whose threads may wait for the disk; made when first asked for. */
  synchronized ExecutorService readers() {
    if (readers == null) {
      readers =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().name("lab-topic-reader").daemon().factory());
    }
    return readers;
  }

  void failed(Throwable e) {
    failures.accept(e);
  }

  @Override
  public synchronized void close() {
    if (readers != null) {
      readers.close();
    }
  }
}
