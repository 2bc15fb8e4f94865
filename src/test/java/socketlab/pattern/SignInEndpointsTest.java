// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import socketlab.protocol.http1.Answers.Answer;

/** Signing in under every pattern, in three ways that look the same to a client. */
@EveryPattern
class SignInEndpointsTest extends WithClient {
  private Answer ask(String method, String target, String fields, String body) throws IOException {
    return client
        .send(
            "%s %s HTTP/1.1\r\nHost: lab\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(method, target, fields, body.length(), body))
        .read();
  }

  private String signIn(String kind) throws IOException {
    Answer answer = ask("POST", "/sign-in?kind=" + kind, "", "{\"name\":\"ann\"}");
    assertEquals(200, answer.status());
    assertEquals("{\"name\":\"ann\",\"kind\":\"" + kind + "\"}\n", answer.body());
    String cookie = answer.fields().get("set-cookie");
    assertTrue(cookie.endsWith("; Max-Age=60; Path=/; HttpOnly; SameSite=Lax"), cookie);
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private Answer me(String cookie) throws IOException {
    return ask("GET", "/me", "Cookie: theme=dark; " + cookie + "\r\n", "");
  }

  @Test
  void whoIsSignedInIsKnownByItsCookieUntilItSignsOut() throws IOException {
    for (String kind : new String[] {"memory", "store", "token"}) {
      String cookie = signIn(kind);
      Answer me = me(cookie);
      assertEquals("{\"name\":\"ann\",\"kind\":\"" + kind + "\"}\n", me.body());
      client.send("POST /sign-out HTTP/1.1\r\nHost: lab\r\nCookie: " + cookie + "\r\n\r\n");
      Answer out = client.readToHead();
      assertEquals(204, out.status());
      assertTrue(out.fields().get("set-cookie").startsWith("lab-session=; Max-Age=0;"));
      // Nobody keeps a list to strike a token from.
      assertEquals(kind.equals("token") ? 200 : 401, me(cookie).status());
    }
  }

  @Test
  void whoIsNotIs401() throws IOException {
    Answer none = ask("GET", "/me", "", "");
    assertEquals(401, none.status());
    assertEquals("application/problem+json", none.fields().get("content-type"));
    String token = signIn("token");
    for (String cookie :
        new String[] {
          "lab-session=",
          "lab-session=m.",
          "lab-session=x.1",
          "lab-session=m.0123456789abcdef0123456789abcdef",
          "lab-session=s.0123456789abcdef0123456789abcdef",
          "lab-session=t." + token.substring(14, token.lastIndexOf('.') + 1),
          token + "A",
          token.replace("t.", "m."),
        }) {
      assertEquals(401, me(cookie).status(), cookie);
    }
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    String ann = "{\"name\":\"ann\"}";
    assertEquals(400, ask("POST", "/sign-in", "", ann).status());
    assertEquals(400, ask("POST", "/sign-in?kind=paper", "", ann).status());
    assertEquals(400, ask("POST", "/sign-in?kind=token", "", "{}").status());
    assertEquals(400, ask("POST", "/sign-in?kind=token", "", "{\"name\":\"a\\\"b\"}").status());
    assertEquals(413, ask("POST", "/sign-in?kind=token", "", " ".repeat(4097)).status());
    String other = "Origin: http://other.example\r\n";
    assertEquals(403, ask("POST", "/sign-in?kind=token", other, ann).status());
    assertEquals(403, ask("POST", "/sign-out", other, "").status());
    assertEquals(405, ask("GET", "/sign-in", "", "").status());
    for (int i = 0; i < 3; i++) {
      signIn("memory");
      signIn("store");
    }
    for (String kind : new String[] {"memory", "store"}) {
      Answer refused = ask("POST", "/sign-in?kind=" + kind, "", ann);
      assertEquals(503, refused.status());
      assertEquals("1", refused.fields().get("retry-after"));
    }
  }
}
