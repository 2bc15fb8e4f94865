// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import socketlab.linux.libc.Availability;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsServerEngine;
import socketlab.tls.TlsSetup;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.certificate.ServedCertificates;
import socketlab.tls.ticket.ServerTickets;

/**
 * The system's OpenSSL, called without a compiler. One SSL_CTX serves all loops: what a ticket was
 * made with on one is known on all.
 */
public final class OpenSslContext implements TlsContext {
  /** Of TLS 1.2, only those with forward secrecy and authenticated encryption. */
  private static final String CIPHERS_OF_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";

  /** Sessions that are kept where a ticket is good for one use; the oldest goes first. */
  private static final long MOST_SESSIONS = 10_000;

  /** Not those of finite fields, of which the largest make a server work long for one message. */
  private static final String GROUPS = "X25519:P-256:P-384";

  private static final Cleaner CLEANER = Cleaner.create();

  /** What the library calls back: there as long as this object is, which connections know. */
  private final Arena arena = Arena.ofAuto();

  /** One for each certificate; connections begin with the first. */
  private final List<MemorySegment> contexts;

  private final Cleaner.Cleanable freed;
  private final ServedCertificates certificates;

  /** What is spoken inside, the best first: each name behind its length (RFC 7301). */
  private final MemorySegment protocols;

  private final ServerTickets tickets;

  private OpenSslContext(TlsSetup setup, ServedCertificates certificates, ServerTickets tickets)
      throws IOException {
    this.certificates = certificates;
    this.tickets = tickets;
    protocols = arena.allocateFrom(JAVA_BYTE, OpenSsl.lengthPrefixed(setup.protocols()));
    List<MemorySegment> made = new ArrayList<>();
    contexts = made;
    freed = CLEANER.register(this, () -> free(made));
    try {
      for (CertificateFiles files : setup.certificates()) {
        made.add(context(setup));
        use(made.getLast(), files);
        if (setup.clients().isPresent()) {
          OpenSslClients.ask(made.getLast(), setup.clients().get());
        }
      }
      if (certificates.areSeveral()) {
        OpenSslNames.choose(made, certificates, arena);
      }
    } catch (Throwable t) {
      freed.clean();
      throw t;
    }
  }

  private static void free(List<MemorySegment> contexts) {
    try {
      for (MemorySegment context : contexts) {
        OpenSsl.CTX_FREE.invokeExact(context);
      }
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private MemorySegment context(TlsSetup setup) {
    OpenSsl.clearErrors();
    try {
      MemorySegment context =
          OpenSsl.present(
                  (MemorySegment)
                      OpenSsl.CTX_NEW.invokeExact(
                          (MemorySegment) OpenSsl.SERVER_METHOD.invokeExact()))
              .orElseThrow(() -> OpenSsl.failed("no SSL_CTX"));
      control(context, OpenSsl.MIN_VERSION, OpenSsl.TLS_1_2);
      control(context, OpenSsl.MODE, OpenSsl.MOVING_BUFFER_AND_RELEASE);
      if (takesEarly()) {
        takeEarly(context, tickets);
      } else {
        // Tickets keep the state with the client; a cache would be a lock that all loops share.
        control(context, OpenSsl.SESSION_CACHE_MODE, OpenSsl.CACHE_OFF);
      }
      if (!tickets.keys().isEmpty()) {
        TicketSealer.use(context, tickets.keys(), arena);
      }
      long options = (long) OpenSsl.CTX_SET_OPTIONS.invokeExact(context, OpenSsl.OPTIONS);
      int ciphers =
          (int) OpenSsl.CTX_SET_CIPHERS.invokeExact(context, arena.allocateFrom(CIPHERS_OF_1_2));
      long groups =
          (long)
              OpenSsl.CTX_CTRL.invokeExact(
                  context, OpenSsl.GROUPS_LIST, 0L, arena.allocateFrom(GROUPS));
      if (options == 0 || ciphers != 1 || groups != 1) {
        throw OpenSsl.failed("options, ciphers and groups were refused");
      }
      if (!setup.protocols().isEmpty()) {
        OpenSsl.CTX_SET_ALPN.invokeExact(context, chooser(), MemorySegment.NULL);
      }
      return context;
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  /** Whether the library is here. */
  public static Availability availability() {
    return OpenSsl.availability();
  }

  /** What the library calls itself, as {@code OpenSSL 3.0.2 15 Mar 2022}. */
  public static String libraryVersion() {
    return OpenSsl.libraryVersion();
  }

  /**
   * Reads certificates and keys.
   *
   * @throws IOException in one line, when they cannot be used
   */
  public static OpenSslContext of(TlsSetup setup) throws IOException {
    return of(setup, ServerTickets.USUAL);
  }

  /** Likewise, with tickets of this kind. */
  public static OpenSslContext of(TlsSetup setup, ServerTickets tickets) throws IOException {
    return new OpenSslContext(setup, ServedCertificates.of(setup.certificates()), tickets);
  }

  private static void use(MemorySegment context, CertificateFiles files) throws IOException {
    try (Arena names = Arena.ofConfined()) {
      MemorySegment certificate = names.allocateFrom(files.certificate().toString());
      MemorySegment key = names.allocateFrom(files.key().toString());
      if ((int) OpenSsl.CTX_USE_CHAIN.invokeExact(context, certificate) != 1) {
        throw unusable("certificate", files.certificate().toString());
      }
      if ((int) OpenSsl.CTX_USE_KEY.invokeExact(context, key, OpenSsl.PEM) != 1) {
        String reason = OpenSsl.lastError("no reason");
        throw reason.contains("mismatch")
            ? files.isAnother()
            : new IOException(files.key() + " is no PEM file with a key (" + reason + ")");
      }
      if ((int) OpenSsl.CTX_CHECK_KEY.invokeExact(context) != 1) {
        throw files.isAnother();
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private static IOException unusable(String what, String file) {
    return new IOException(
        file + " is no PEM file with a " + what + " (" + OpenSsl.lastError("no reason") + ")");
  }

  /**
   * The library lets a ticket be used once: it keeps the sessions themselves, and takes each out as
   * soon as it is taken up (SSL_read_early_data(3), replay protection). So a recorded flight finds
   * nothing, and is answered by a full handshake.
   */
  private static void takeEarly(MemorySegment context, ServerTickets tickets) throws Throwable {
    int most = tickets.mostEarly();
    if (tickets.usedOnce()) {
      control(context, OpenSsl.SESSION_CACHE_MODE, OpenSsl.CACHE_OF_SERVER);
      control(context, OpenSsl.SESSION_CACHE_SIZE, MOST_SESSIONS);
    } else {
      control(context, OpenSsl.SESSION_CACHE_MODE, OpenSsl.CACHE_OFF);
      long unused =
          (long) OpenSsl.CTX_SET_OPTIONS.invokeExact(context, OpenSsl.NO_REPLAY_PROTECTION);
    }
    if ((int) EarlyCalls.SET_MOST.invokeExact(context, most) != 1
        || (int) EarlyCalls.SET_RECEIVED.invokeExact(context, most) != 1) {
      throw OpenSsl.failed("early data was refused");
    }
  }

  private static void control(MemorySegment context, int what, long value) throws Throwable {
    long unused = (long) OpenSsl.CTX_CTRL.invokeExact(context, what, value, MemorySegment.NULL);
  }

  @Override
  public TlsServerEngine accept() {
    try {
      return new OpenSslServerEngine(this, contexts.getFirst());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Whether a client that comes back may speak before the handshake is finished. */
  boolean takesEarly() {
    return tickets.mostEarly() > 0;
  }

  ServedCertificates certificates() {
    return certificates;
  }

  // What is spoken inside.

  /** Called by the library in the middle of a handshake. */
  private MemorySegment chooser() throws ReflectiveOperationException {
    FunctionDescriptor signature =
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
    return Linker.nativeLinker()
        .upcallStub(
            MethodHandles.lookup()
                .bind(
                    this,
                    "choose",
                    MethodType.methodType(
                        int.class,
                        MemorySegment.class,
                        MemorySegment.class,
                        MemorySegment.class,
                        MemorySegment.class,
                        int.class,
                        MemorySegment.class)),
            signature,
            arena);
  }

  /**
   * Takes the first of ours that the client offers too. It must not throw, since it returns into C.
   *
   * @param out where the place of the name goes
   * @param outLength where its length goes, one byte
   * @param offered names of the client, each behind its length
   */
  @SuppressWarnings("unused")
  private int choose(
      MemorySegment ssl,
      MemorySegment out,
      MemorySegment outLength,
      MemorySegment offered,
      int length,
      MemorySegment argument) {
    MemorySegment theirs = offered.reinterpret(length);
    for (long our = 0; our < protocols.byteSize(); our += 1 + size(protocols, our)) {
      for (long their = 0; their < length; their += 1 + size(theirs, their)) {
        long count = size(protocols, our);
        if (their + 1 + size(theirs, their) <= length
            && MemorySegment.mismatch(
                    protocols, our, our + 1 + count, theirs, their, their + 1 + size(theirs, their))
                < 0) {
          out.reinterpret(ADDRESS.byteSize()).set(ADDRESS, 0, protocols.asSlice(our + 1));
          outLength.reinterpret(1).set(JAVA_BYTE, 0, (byte) count);
          return OpenSsl.ALPN_AGREED;
        }
      }
    }
    // RFC 7301 section 3.2: a fatal no_application_protocol.
    return OpenSsl.ALPN_FATAL;
  }

  private static long size(MemorySegment names, long at) {
    return Byte.toUnsignedInt(names.get(JAVA_BYTE, at));
  }

  /** Connections keep what they use of it; it may also be left to the collector. */
  @Override
  public void close() {
    freed.clean();
  }
}
