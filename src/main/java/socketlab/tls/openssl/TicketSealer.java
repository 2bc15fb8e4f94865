// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import socketlab.tls.TlsVersion;
import socketlab.tls.ticket.TicketKey;

/**
 * Chooses the key of a ticket that is made or has come. The library calls it in the middle of a
 * handshake, on any thread; what it holds does not change.
 */
final class TicketSealer {
  // What the callback answers.
  private static final int FAILED = -1;
  private static final int UNKNOWN = 0;
  private static final int DONE = 1;

  /** It may be taken up, and another is to be sent in its place. */
  private static final int RENEW = 2;

  private static final int NAME_BYTES = 16;
  private static final int IV_BYTES = 16;

  // OSSL_PARAM, openssl/core.h: name, kind, place and size of a value, and a place for an answer.
  private static final long PARAM_BYTES = 40;
  private static final int TEXT = 4;
  private static final int OCTETS = 5;
  private static final long NO_ANSWER = -1;

  private final MemorySegment cipher;
  private final Native[] keys;

  /** A key where the library can read it. */
  private record Native(MemorySegment name, MemorySegment signing, MemorySegment sealing) {}

  /**
   * @param arena lives as long as the library may call
   */
  private TicketSealer(List<TicketKey> all, Arena arena) throws Throwable {
    cipher = (MemorySegment) TicketCalls.AES_256_CBC.invokeExact();
    keys =
        all.stream()
            .map(
                key ->
                    new Native(
                        arena.allocateFrom(JAVA_BYTE, key.name()),
                        signing(key, arena),
                        arena.allocateFrom(JAVA_BYTE, key.sealing())))
            .toArray(Native[]::new);
  }

  /** HMAC with SHA-256 by this key. */
  private static MemorySegment signing(TicketKey key, Arena arena) {
    MemorySegment params = arena.allocate(3 * PARAM_BYTES, ADDRESS.byteAlignment());
    MemorySegment secret = arena.allocateFrom(JAVA_BYTE, key.signing());
    param(params, 0, arena.allocateFrom("key"), OCTETS, secret, secret.byteSize());
    MemorySegment digest = arena.allocateFrom("sha256");
    param(params, 1, arena.allocateFrom("digest"), TEXT, digest, digest.byteSize() - 1);
    return params;
  }

  private static void param(
      MemorySegment params, int index, MemorySegment name, int kind, MemorySegment at, long size) {
    MemorySegment param = params.asSlice(index * PARAM_BYTES, PARAM_BYTES);
    param.set(ADDRESS, 0, name);
    param.set(JAVA_INT, 8, kind);
    param.set(ADDRESS, 16, at);
    param.set(JAVA_LONG, 24, size);
    param.set(JAVA_LONG, 32, NO_ANSWER);
  }

  /**
   * Has the tickets of a context made with these keys.
   *
   * @param arena lives as long as the context
   */
  static void use(MemorySegment context, List<TicketKey> keys, Arena arena) throws Throwable {
    FunctionDescriptor signature =
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    MemorySegment callback =
        Linker.nativeLinker()
            .upcallStub(
                MethodHandles.lookup()
                    .bind(
                        new TicketSealer(keys, arena),
                        "choose",
                        MethodType.methodType(
                            int.class,
                            MemorySegment.class,
                            MemorySegment.class,
                            MemorySegment.class,
                            MemorySegment.class,
                            MemorySegment.class,
                            int.class)),
                signature,
                arena);
    if ((int) TicketCalls.SET_CALLBACK.invokeExact(context, callback) != 1) {
      throw OpenSsl.failed("keys for tickets were refused");
    }
  }

  /**
   * It must not throw, since it returns into C.
   *
   * @param name 16 bytes: of the key; it is set for a new ticket
   * @param iv 16 bytes, likewise
   * @param encrypts 1 for a new ticket, 0 for one that has come
   */
  @SuppressWarnings("unused")
  private int choose(
      MemorySegment ssl,
      MemorySegment name,
      MemorySegment iv,
      MemorySegment cipherContext,
      MemorySegment macContext,
      int encrypts) {
    try {
      return encrypts == 1
          ? seal(name.reinterpret(NAME_BYTES), iv, cipherContext, macContext)
          : open(name.reinterpret(NAME_BYTES), iv, cipherContext, macContext, isSingleUse(ssl));
    } catch (Throwable t) {
      return FAILED;
    }
  }

  private int seal(
      MemorySegment name, MemorySegment iv, MemorySegment cipherContext, MemorySegment macContext)
      throws Throwable {
    Native first = keys[0];
    name.copyFrom(first.name);
    return (int) TicketCalls.RANDOM.invokeExact(iv, IV_BYTES) == 1
            && (int)
                    TicketCalls.ENCRYPT.invokeExact(
                        cipherContext, cipher, MemorySegment.NULL, first.sealing, iv)
                == 1
            && (int) TicketCalls.SIGN.invokeExact(macContext, first.signing) == 1
        ? DONE
        : FAILED;
  }

  /** A client of TLS 1.3 uses a ticket once, and needs another for the next time. */
  private static boolean isSingleUse(MemorySegment ssl) throws Throwable {
    return (int) TicketCalls.VERSION.invokeExact(ssl) == TlsVersion.TLS_1_3.number();
  }

  private int open(
      MemorySegment name,
      MemorySegment iv,
      MemorySegment cipherContext,
      MemorySegment macContext,
      boolean isSingleUse)
      throws Throwable {
    for (Native key : keys) {
      if (key.name.mismatch(name) < 0) {
        boolean ready =
            (int) TicketCalls.SIGN.invokeExact(macContext, key.signing) == 1
                && (int)
                        TicketCalls.DECRYPT.invokeExact(
                            cipherContext, cipher, MemorySegment.NULL, key.sealing, iv)
                    == 1;
        return !ready ? FAILED : key == keys[0] && !isSingleUse ? DONE : RENEW;
      }
    }
    return UNKNOWN;
  }
}
