// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.time.Duration;

/**
 * How much may be uploaded and kept.
 *
 * @param bytes of one upload; above it 413
 * @param kept uploads at once, those that are not whole too; another gets 503
 * @param expiry after the last byte that came; then the files are deleted
 * @param threads that write, read and force files
 * @param silence after which a client that sends nothing has to make way for another one of the
 *     same upload
 */
public record UploadLimits(long bytes, int kept, Duration expiry, int threads, Duration silence) {
  /** An upload costs some hundred bytes of memory, and two files. */
  public static final int MOST_KEPT = 1_000_000;

  public static final int MOST_THREADS = 64;

  /** A client that lost its connection is back within seconds, and finds its old one in its way. */
  public static final Duration SILENCE = Duration.ofSeconds(3);
}
