// SPDX-License-Identifier: Apache-2.0
package socketlab.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One HTML file that opens without a network: style, data, script and Chart.js are all in it. It
 * follows the reader's choice of dark or light, and fits a phone.
 *
 * <p>The script fills an empty {@code <main>}. Three names are there for it: {@code data}, the
 * parsed JSON; {@code page}, whose few functions stand in page.js; and {@code plot}, of plot.js,
 * which draws what {@link socketlab.page.chart.ChartJson} wrote. What the data says reaches the
 * page as text and never as markup.
 *
 * @param title of the page, as text
 * @param data one JSON value
 * @param script JavaScript (ES2020), run once, after everything else; holds no {@code </script}
 */
public record OfflinePage(String title, String data, String script) {

  public OfflinePage {
    Objects.requireNonNull(data);
    if (script.contains("</script")) {
      throw new IllegalArgumentException("the script would end its own element");
    }
  }

  /** The whole file. */
  public String html() {
    // Each hole stands once, and what fills one is not looked at again.
    StringBuilder html = new StringBuilder();
    String[] parts = resource("page.html").split("\\{\\{");
    html.append(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      int end = parts[i].indexOf("}}");
      html.append(filled(parts[i].substring(0, end))).append(parts[i].substring(end + 2));
    }
    return html.toString();
  }

  /** Writes the file, and the folder that it is in. */
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, html());
  }

  private String filled(String hole) {
    return switch (hole) {
      case "title" -> title.replace("&", "&amp;").replace("<", "&lt;");
      case "style" -> resource("page.css");
      // The one character by which a text could end the element that it stands in.
      case "data" -> data.replace("<", "\\u003c");
      // Its source map is another file.
      case "charts" -> resource("chart.umd.js").replaceAll("\n//# sourceMappingURL=.*", "");
      case "page" -> resource("page.js");
      case "plot" -> resource("plot.js");
      case "script" -> script;
      default -> throw new IllegalStateException(hole);
    };
  }

  private static String resource(String name) {
    try (InputStream in = OfflinePage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name + " in the jar; build it by mvn package");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
