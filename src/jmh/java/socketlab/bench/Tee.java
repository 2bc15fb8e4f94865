// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.io.IOException;
import java.io.OutputStream;

/** To two streams at once; only the second is closed with it. */
final class Tee extends OutputStream {
  private final OutputStream kept;
  private final OutputStream file;

  Tee(OutputStream kept, OutputStream file) {
    this.kept = kept;
    this.file = file;
  }

  @Override
  public void write(int value) throws IOException {
    kept.write(value);
    file.write(value);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    kept.write(bytes, from, length);
    file.write(bytes, from, length);
  }

  @Override
  public void flush() throws IOException {
    kept.flush();
    file.flush();
  }

  @Override
  public void close() throws IOException {
    flush();
    file.close();
  }
}
