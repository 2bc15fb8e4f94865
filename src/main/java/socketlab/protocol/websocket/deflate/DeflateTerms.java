// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What client and server have agreed on for one connection (RFC 7692 section 7.1). Always agreed on
 * is that neither takes a context over from one message to the next.
 *
 * @param windowBits the server refers back at most 2 to the power of this many bytes, from 8 to 15
 * @param windowAsked whether the client asked for that, and is to be told
 */
public record DeflateTerms(int windowBits, boolean windowAsked) {
  /** The extension's name. */
  static final String NAME = "permessage-deflate";

  static final int FEWEST_BITS = 8;
  static final int MOST_BITS = 15;

  private static final String SERVER_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_BITS = "server_max_window_bits";
  private static final String CLIENT_BITS = "client_max_window_bits";

  /** The first offer that can be taken; the client has them in the order of its wishes. */
  public static Optional<DeflateTerms> agree(List<Extension> offers) {
    return offers.stream()
        .filter(offer -> offer.name().equals(NAME))
        .flatMap(offer -> of(offer).stream())
        .findFirst();
  }

  /** Empty when it is to be declined: section 7.1, for any parameter that is not as it defines. */
  private static Optional<DeflateTerms> of(Extension offer) {
    Set<String> seen = new HashSet<>();
    int bits = MOST_BITS;
    boolean asked = false;
    for (Extension.Parameter parameter : offer.parameters()) {
      String value = parameter.value();
      boolean valid =
          switch (parameter.name()) {
            case SERVER_TAKEOVER, CLIENT_TAKEOVER -> value == null;
            case SERVER_BITS -> isBits(value);
            // A client's window of any size is one that the inflater has.
            case CLIENT_BITS -> value == null || isBits(value);
            default -> false;
          };
      if (!valid || !seen.add(parameter.name())) {
        return Optional.empty();
      }
      if (parameter.name().equals(SERVER_BITS)) {
        bits = Integer.parseInt(value);
        asked = true;
      }
    }
    return Optional.of(new DeflateTerms(bits, asked));
  }

  /** From 8 to 15, and without a zero before it. */
  private static boolean isBits(String value) {
    return value != null && value.matches("[89]|1[0-5]");
  }

  /** As the answer's {@code Sec-WebSocket-Extensions} has it. */
  public String answer() {
    String answer = NAME + "; " + SERVER_TAKEOVER + "; " + CLIENT_TAKEOVER;
    return windowAsked ? answer + "; " + SERVER_BITS + "=" + windowBits : answer;
  }
}
