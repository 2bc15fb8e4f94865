// SPDX-License-Identifier: Apache-2.0
package socketlab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page draws its charts by itself, and what it is given stays text. */
@Timeout(60)
class OfflinePageTest {
  private static final String EVIL = "</script><img src=x onerror=alert(1)>{{script}}<!--";
  private static final String SCRIPT =
      """
      page.add('h1', data.name);
      page.table(['what', 'how many'], [[data.name, 3]]);
      page.chart('Some points', () => ({
        type: 'line',
        data: { datasets: [{ data: data.points, borderColor: page.colour(0) }] },
        options: { parsing: false, scales: { x: { type: 'linear' } } },
      }));
      page.chart('No points', () => ({ type: 'line', data: { datasets: [] } }));
      """;

  private static OfflinePage page(String name) {
    return new OfflinePage(
        "A < B & C",
        "{\"name\":\"" + name + "\",\"points\":[{\"x\":1,\"y\":2},{\"x\":3,\"y\":5}]}",
        SCRIPT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itDrawsItsChartsInDarkAndInLight(boolean dark, @TempDir Path folder) throws Exception {
    Browser seen = open(page("plain"), dark, folder);
    assertEquals(List.of(), seen.console());
    assertEquals(2, seen.ink().size());
    assertTrue(seen.ink().getFirst() > 100, seen.ink().toString());
    assertEquals(0, seen.ink().getLast(), "a chart without points has axes alone");
    assertEquals(0, seen.width(), "nothing stands beyond a narrow window");
    assertTrue(seen.dom().contains("<td class=\"number\">3</td>"));
  }

  @Test
  void dataStaysText(@TempDir Path folder) throws Exception {
    Browser seen = open(page(EVIL), false, folder);
    assertEquals(List.of(), seen.console());
    assertFalse(seen.dom().contains("<img"));
    assertTrue(seen.dom().contains("<h1 class=\"\">&lt;/script&gt;&lt;img src=x"));
    assertTrue(seen.dom().contains("<title>A &lt; B &amp; C</title>"));
  }

  @Test
  void aScriptThatFailsIsFoundOut(@TempDir Path folder) throws Exception {
    Browser seen = open(new OfflinePage("t", "{}", "page.nothing();"), false, folder);
    assertEquals(1, seen.console().size(), seen.console().toString());
  }

  @Test
  void itNamesNoOtherFile() {
    String html = page("plain").html();
    assertFalse(html.contains("sourceMappingURL"));
    assertFalse(html.contains(" src="));
    assertFalse(html.contains("{{"));
    assertThrows(IllegalArgumentException.class, () -> new OfflinePage("t", "{}", "'</script>'"));
  }

  private static Browser open(OfflinePage page, boolean dark, Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("pages/page.html");
    page.write(file);
    return Browser.open(file, 500, dark, folder);
  }
}
