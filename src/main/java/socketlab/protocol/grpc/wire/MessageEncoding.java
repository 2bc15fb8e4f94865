// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import socketlab.protocol.http.Field;

/** How messages of a call may be compressed, each by itself. */
public enum MessageEncoding {
  IDENTITY,
  GZIP;

  /** What is understood here, for a client that sends something else. */
  public static final Field ACCEPTED = new Field("grpc-accept-encoding", "identity, gzip");

  /** Says that messages may come by gzip. */
  public static final Field USED = new Field("grpc-encoding", "gzip");

  private static final int STEP = 8 * 1024;

  /** The encoding of this name, which is case-sensitive; empty when it is not known here. */
  public static Optional<MessageEncoding> of(String name) {
    return switch (name) {
      case "identity" -> Optional.of(IDENTITY);
      case "gzip" -> Optional.of(GZIP);
      default -> Optional.empty();
    };
  }

  /** The same bytes by gzip (RFC 1952). */
  public static byte[] compress(byte[] bytes, int from, int length) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(Math.max(64, length / 4));
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes, from, length);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes all that is written", e);
    }
    return compressed.toByteArray();
  }

  /**
   * What was compressed by gzip. It is never larger than this, however far it would unfold.
   *
   * @param most bytes that a message may have
   * @param memory counts the bytes while it unfolds
   * @throws GrpcError when it is larger, or not by gzip
   */
  static byte[] inflate(byte[] bytes, int from, int length, int most, MessageMemory memory)
      throws GrpcError {
    byte[] plain = new byte[(int) Math.min(most, Math.max(256, 4L * length))];
    int counted = memory.recount(0, plain.length);
    int size = 0;
    try (InputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(bytes, from, length), STEP)) {
      while (true) {
        if (size == plain.length) {
          if (size == most) {
            if (gzip.read() >= 0) {
              throw LengthPrefixedReader.tooLarge(most);
            }
            break;
          }
          int larger = (int) Math.min(most, 2L * size);
          counted = memory.recount(counted, larger);
          plain = Arrays.copyOf(plain, larger);
        }
        int count = gzip.read(plain, size, plain.length - size);
        if (count < 0) {
          break;
        }
        size += count;
      }
    } catch (IOException e) {
      throw new GrpcError(GrpcCode.INTERNAL, "a compressed message is not gzip");
    } finally {
      memory.release(counted);
    }
    return size == plain.length ? plain : Arrays.copyOf(plain, size);
  }
}
