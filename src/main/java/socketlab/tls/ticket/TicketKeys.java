// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.ticket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A file with the keys of a server's tickets, which several processes read, and the next one after
 * a restart: a line a key, in base64. The first encrypts, all decrypt.
 */
public final class TicketKeys {
  /** More are no rotation: each is tried with every ticket. */
  static final int MOST = 16;

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private TicketKeys() {}

  /**
   * Reads the file, and makes it with one key when there is none.
   *
   * @return at least one key
   * @throws IOException in one line, when it cannot be used
   */
  public static List<TicketKey> in(Path file) throws IOException {
    try {
      return read(file);
    } catch (NoSuchFileException e) {
      make(file);
      return read(file);
    }
  }

  private static List<TicketKey> read(Path file) throws IOException {
    if (!Files.isRegularFile(file) && Files.exists(file)) {
      throw new IOException(file + " is no file");
    }
    EnumSet<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    others.retainAll(OF_OTHERS);
    if (!others.isEmpty()) {
      throw new IOException(
          file
              + " may be used by others than its owner, and its keys open every ticket; chmod 600 "
              + file);
    }
    List<TicketKey> keys = new ArrayList<>();
    for (String line : Files.readString(file, US_ASCII).lines().toList()) {
      if (!line.isBlank()) {
        keys.add(key(file, line.strip()));
      }
    }
    if (keys.isEmpty() || keys.size() > MOST) {
      throw new IOException(
          file
              + " has "
              + keys.size()
              + " keys, and should have from 1 to "
              + MOST
              + ", a line each; remove it, and it is made anew");
    }
    return List.copyOf(keys);
  }

  private static TicketKey key(Path file, String line) throws IOException {
    try {
      byte[] bytes = Base64.getDecoder().decode(line);
      if (bytes.length == TicketKey.BYTES) {
        return TicketKey.of(bytes);
      }
    } catch (IllegalArgumentException e) {
      // Nothing of the line is shown: it may be nearly a key.
    }
    throw new IOException(
        file
            + " has a line that is no key, which is "
            + TicketKey.BYTES
            + " bytes in base64; make one by: openssl rand 80 | openssl base64 -A");
  }

  /** Of two processes that start at once, the first makes it. */
  private static void make(Path file) throws IOException {
    byte[] bytes = new byte[TicketKey.BYTES];
    new SecureRandom().nextBytes(bytes);
    String line = Base64.getEncoder().encodeToString(bytes) + "\n";
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder + " for --ticket-keys; make it first");
    }
    Path made =
        Files.createTempFile(
            folder,
            "ticket-keys",
            ".new",
            PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)));
    try {
      Files.writeString(made, line, US_ASCII);
      // A link does not replace what another process has put there meanwhile.
      Files.createLink(file, made);
    } catch (FileAlreadyExistsException e) {
      // Then that is the file.
    } finally {
      Files.deleteIfExists(made);
    }
  }
}
