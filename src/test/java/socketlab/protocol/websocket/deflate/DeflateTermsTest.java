// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client offers, and what is agreed on. */
@Timeout(20)
class DeflateTermsTest {
  private static final String NO_TAKEOVER =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static String answer(String... lines) {
    return DeflateTerms.agree(Extension.parse(List.of(lines)))
        .map(DeflateTerms::answer)
        .orElse("none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "Permessage-Deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=8",
        "permessage-deflate;server_no_context_takeover",
        "permessage-deflate ; client_no_context_takeover ; server_no_context_takeover",
        ",permessage-deflate,",
        "x-webkit-deflate-frame, permessage-deflate",
        "permessage-deflate; unknown, permessage-deflate",
        "other; a=\"b\"; c, permessage-deflate"
      })
  void thatNoContextIsTakenOverIsAgreedOn(String offer) {
    assertEquals(NO_TAKEOVER, answer(offer));
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "15, 15", "10, 10", "'\"9\"', 9"})
  void theServersWindowIsAsItWasAsked(String bits, int agreed) {
    assertEquals(
        NO_TAKEOVER + "; server_max_window_bits=" + agreed,
        answer("permessage-deflate; server_max_window_bits=" + bits));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "permessage-bzip2",
        "permessage-deflate; unknown",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=08",
        "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=x",
        "permessage-deflate; client_no_context_takeover=1",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover"
      })
  void whatCannotBeIsDeclined(String offer) {
    assertEquals("none", answer(offer));
  }

  @Test
  void theFirstOfferThatCanBeIsTaken() {
    assertEquals(
        NO_TAKEOVER + "; server_max_window_bits=9",
        answer(
            "permessage-deflate; server_max_window_bits=99",
            "permessage-deflate; server_max_window_bits=9, permessage-deflate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate;",
        "permessage-deflate; =1",
        "permessage-deflate; a=",
        "permessage-deflate; a=\"b",
        "permessage-deflate; a=\"\"",
        "permessage-deflate; a=\"b c\"",
        "permessage-deflate; a=\"b\"c",
        "permessage-deflate a",
        "permessage-deflate; a=b c",
        "; a",
        "(a)"
      })
  void whatIsNotByTheGrammarIsTold(String line) {
    List<String> lines = List.of("permessage-deflate", line);
    assertThrows(IllegalArgumentException.class, () -> Extension.parse(lines));
  }
}
