// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a token is taken for, and what is none. */
@Timeout(20)
class SignedTokenTest {
  private static final SignedToken TOKENS = new SignedToken(new byte[32]);
  private static final long NOW = 1_000_000;

  private static String encode(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** RFC 7515, appendix A.1. */
  @Test
  void theExampleOfTheStandardIsSignedByItsKey() {
    byte[] key =
        Base64.getUrlDecoder()
            .decode(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    String[] parts =
        ("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
             + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
             + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
            .split("\\.");
    assertTrue(new SignedToken(key).isSigned(parts));
    key[0] ^= 1;
    assertFalse(new SignedToken(key).isSigned(parts));
  }

  @Test
  void aTokenIsValidUntilItsTimeIsOver() {
    String token = TOKENS.of("ann", NOW);
    assertEquals(Optional.of("ann"), TOKENS.name(token, NOW - 1));
    assertEquals(Optional.empty(), TOKENS.name(token, NOW));
  }

  @Test
  void aServerWithTheSameKeyTakesItAndNoOther() {
    String token = TOKENS.of("ann", NOW);
    assertEquals(Optional.of("ann"), new SignedToken(new byte[32]).name(token, 0));
    assertEquals(Optional.empty(), SignedToken.withRandomKey().name(token, 0));
    assertThrows(IllegalArgumentException.class, () -> new SignedToken(new byte[31]));
  }

  @Test
  void aChangeOfAnyCharacterIsSeen() {
    String token = TOKENS.of("ann", NOW);
    for (int at = 0; at < token.length(); at++) {
      for (char other : "Aa_.=".toCharArray()) {
        String changed = token.substring(0, at) + other + token.substring(at + 1);
        if (!changed.equals(token)) {
          assertEquals(Optional.empty(), TOKENS.name(changed, 0), changed);
        }
      }
      assertEquals(Optional.empty(), TOKENS.name(token.substring(0, at), 0));
    }
    assertEquals(Optional.empty(), TOKENS.name(token + "=", 0));
    assertEquals(Optional.empty(), TOKENS.name(token + ".", 0));
    assertEquals(Optional.empty(), TOKENS.name("x".repeat(100_000), 0));
  }

  /** The algorithm is not the token's choice, whoever signed it. */
  @Test
  void anotherAlgorithmIsNoToken() {
    String claims = encode("{\"sub\":\"ann\",\"exp\":" + NOW + "}");
    for (String head : new String[] {"none", "None", "HS512", "RS256"}) {
      String signed = encode("{\"alg\":\"" + head + "\",\"typ\":\"JWT\"}") + "." + claims;
      assertEquals(Optional.empty(), TOKENS.name(signed + ".", 0));
      assertEquals(Optional.empty(), TOKENS.name(signed + "." + TOKENS.signatureOf(signed), 0));
    }
  }

  @Test
  void claimsThatAreNoneAreRefusedThoughTheyAreSigned() {
    String head = encode("{\"alg\":\"HS256\"}");
    for (String claims :
        new String[] {
          "", "[]", "{}", "{\"sub\":\"ann\"}", "{\"exp\":9}", "{\"sub\":\"ann\",\"exp\":\"9\"}"
        }) {
      String signed = head + "." + encode(claims);
      assertEquals(Optional.empty(), TOKENS.name(signed + "." + TOKENS.signatureOf(signed), 0));
    }
    String good = head + "." + encode("{\"sub\":\"ann\",\"exp\":9}");
    assertEquals(Optional.of("ann"), TOKENS.name(good + "." + TOKENS.signatureOf(good), 0));
  }
}
