// SPDX-License-Identifier: Apache-2.0
package socketlab.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page as Chromium shows it, without a window.
 *
 * @param dom as it stands when the page has done its work
 * @param console what the page complained of
 * @param ink of each chart, the pixels that have a colour: axes and grid are grey
 * @param width of the page's content beyond the window's, in pixels
 */
public record Browser(String dom, List<String> console, List<Integer> ink, int width) {
  private static final String PROGRAM = "chromium";

  /** Stands behind the page and tells, in attributes, what can only be seen by looking at it. */
  private static final String PROBE =
      """
      <script>
      addEventListener('load', () => {
        for (const canvas of document.querySelectorAll('canvas')) {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let ink = 0;
          for (let i = 0; i < data.length; i += 4) {
            const pixel = [data[i], data[i + 1], data[i + 2]];
            ink += data[i + 3] > 128 && Math.max(...pixel) - Math.min(...pixel) > 40 ? 1 : 0;
          }
          canvas.setAttribute('data-ink', ink);
        }
        const root = document.documentElement;
        root.setAttribute('data-beyond', root.scrollWidth - root.clientWidth);
      });
      </script>
      """;

  /** Opens a file in a window so wide, in pixels; 500 is the narrowest there is. */
  public static Browser open(Path file, int width, boolean dark, Path scratch)
      throws IOException, InterruptedException {
    require();
    Path probed = scratch.resolve("probed.html");
    Files.writeString(probed, Files.readString(file) + PROBE);
    Path console = scratch.resolve("console.txt");
    // --no-sandbox: root has no other way; the page is ours.
    Process chromium =
        new ProcessBuilder(
                PROGRAM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--user-data-dir=" + scratch.resolve("profile"),
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                "--window-size=" + width + ",900",
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--dump-dom",
                probed.toUri().toString())
            .redirectError(console.toFile())
            .start();
    try {
      String dom = new String(chromium.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, chromium.waitFor(), () -> "chromium ended: " + dom);
      List<String> complaints =
          Files.readAllLines(console).stream().filter(line -> line.contains("CONSOLE")).toList();
      return new Browser(
          dom,
          complaints,
          numbers("data-ink", dom).toList(),
          numbers("data-beyond", dom).findFirst().orElseThrow());
    } finally {
      chromium.destroyForcibly();
    }
  }

  private static Stream<Integer> numbers(String attribute, String dom) {
    return Pattern.compile(attribute + "=\"(-?\\d+)\"")
        .matcher(dom)
        .results()
        .map(found -> Integer.valueOf(found.group(1)));
  }

  private static void require() {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    if (!there) {
      String reason = PROGRAM + " is not installed; apt-get install it (.ci/run does)";
      if ("true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      abort(reason);
    }
  }
}
