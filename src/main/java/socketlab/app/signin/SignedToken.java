// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import socketlab.app.route.FlatJson;

/**
 * A token that says by itself who is signed in, and until when: a JSON Web Token (RFC 7519), signed
 * by HMAC with SHA-256 (RFC 7515, RFC 7518 section 3.2). The algorithm is never the token's choice.
 * Thread-safe.
 */
public final class SignedToken {
  /** RFC 7518 section 3.2: a key is at least as long as the hash. */
  public static final int LEAST_KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LONGEST = 4096;
  private static final long LATEST = 1L << 53;
  private static final String HEAD = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));

  private final SecretKeySpec key;

  /**
   * @param key shared by all servers that are to take each other's tokens
   */
  public SignedToken(byte[] key) {
    if (key.length < LEAST_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key has at least " + LEAST_KEY_BYTES + " bytes, not " + key.length);
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** One with a key that nobody else has, and that ends with the process. */
  public static SignedToken withRandomKey() {
    return new SignedToken(SessionIds.bytes(LEAST_KEY_BYTES));
  }

  /**
   * Makes a token.
   *
   * @param name needs no escapes in JSON
   * @param untilSeconds since 1970
   */
  String of(String name, long untilSeconds) {
    String claims = "{\"sub\":\"%s\",\"exp\":%d}".formatted(name, untilSeconds);
    String signed = HEAD + '.' + encode(claims.getBytes(UTF_8));
    return signed + '.' + signatureOf(signed);
  }

  /** Whose token it is; empty unless it is whole, by this key, and of now. */
  Optional<String> name(String token, long nowSeconds) {
    String[] parts = token.split("\\.", -1);
    if (token.length() > LONGEST || parts.length != 3 || !isSigned(parts)) {
      return Optional.empty();
    }
    try {
      FlatJson head = json(parts[0], List.of("alg", "typ"));
      FlatJson claims = json(parts[1], List.of("sub", "exp"));
      if (!head.text("alg").equals("HS256") || claims.number("exp", 0, LATEST) <= nowSeconds) {
        return Optional.empty();
      }
      return Optional.of(claims.text("sub"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static FlatJson json(String part, List<String> names) {
    byte[] bytes = decode(part).orElseThrow(IllegalArgumentException::new);
    return FlatJson.of(bytes, 0, bytes.length, names);
  }

  /** True when the third part is the signature of the other two; takes as long either way. */
  boolean isSigned(String[] parts) {
    Optional<byte[]> given = decode(parts[2]);
    return given.isPresent()
        && MessageDigest.isEqual(signature(parts[0] + '.' + parts[1]), given.get());
  }

  /** Of the first two parts, with the dot between them. */
  String signatureOf(String signed) {
    return encode(signature(signed));
  }

  private byte[] signature(String signed) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(signed.getBytes(US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Only what {@link #encode} writes: a text that can be written in two ways is another token. */
  private static Optional<byte[]> decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
