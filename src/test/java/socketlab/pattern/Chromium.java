// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static socketlab.pattern.TestServer.eventually;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.RemoteWebDriver;

/** A real browser without a window. For one thread. */
final class Chromium implements AutoCloseable {
  private static final String PROGRAM = "chromium";
  private static final String DRIVER = "chromedriver";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChromeDriverService service;
  private final RemoteWebDriver driver;

  /**
   * Starts one.
   *
   * @param profile an empty folder for what it keeps
   */
  Chromium(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(require(PROGRAM));
    // --no-sandbox: root has no other way; the pages are ours.
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--user-data-dir=" + profile);
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
    service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(require(DRIVER))
            .usingAnyFreePort()
            .build();
    try {
      service.start();
      driver = new RemoteWebDriver(service.getUrl(), options, false);
    } catch (IOException e) {
      service.stop();
      throw new UncheckedIOException(e);
    }
  }

  /** Skips the test where it is missing; in CI no test may skip. */
  private static File require(String program) {
    for (String folder : System.getenv("PATH").split(":")) {
      Path path = Path.of(folder, program);
      if (Files.isExecutable(path)) {
        return path.toFile();
      }
    }
    String reason = program + " is not installed; apt-get install it (.ci/run does)";
    if ("true".equals(System.getenv("CI"))) {
      fail(reason);
    }
    return abort(reason);
  }

  void open(TestServer server, String path) {
    driver.get("http://127.0.0.1:" + server.address().getPort() + path);
  }

  /** Leaves the page, and with it all that it has open. */
  void leave() {
    driver.get("about:blank");
  }

  /** Runs a script in the page; what it returns is text, a number, a list or null. */
  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Waits until an expression of the page is true. */
  void await(String expression) {
    eventually().until(() -> Boolean.TRUE.equals(run("return !!(" + expression + ")")));
  }

  /** A window so wide and high, in pixels, with a dark or a light scheme. */
  void show(int width, int height, boolean dark) {
    tell(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    tell(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /**
   * A command of the browser's own protocol. Selenium's class for it wants a program that fetches
   * browsers.
   */
  private void tell(String command, Map<String, Object> parameters) {
    String session = service.getUrl() + "/session/" + driver.getSessionId() + "/goog/cdp/execute";
    try (HttpClient client = HttpClient.newHttpClient()) {
      byte[] body = JSON.writeValueAsBytes(Map.of("cmd", command, "params", parameters));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(session))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void picture(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** What pages complained of since it was last asked. */
  List<String> complaints() {
    return Stream.of(driver.manage().logs().get(LogType.BROWSER).getAll())
        .flatMap(List::stream)
        .map(LogEntry::getMessage)
        .collect(toList());
  }

  @Override
  public void close() {
    try {
      driver.quit();
    } finally {
      service.stop();
    }
  }
}
