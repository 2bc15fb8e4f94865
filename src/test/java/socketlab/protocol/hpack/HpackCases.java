// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What many other encoders wrote: the stories of github.com/http2jp/hpack-test-case, which are not
 * kept here, so that this is no part of the suite. {@code mvn test -Dtest=HpackCases
 * -DhpackCases=FOLDER} runs those in a checkout.
 */
@Timeout(60)
class HpackCases {
  static List<Path> stories() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("hpackCases")))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> !file.toString().contains("raw-data"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("stories")
  void decodesAStory(Path story) throws IOException, HpackError {
    // The table that each encoder was told of; it is changed in the stories of that name.
    HpackDecoder decoder = new HpackDecoder(64 * 1024);
    decoder.decode(Hex.bytes("3fe11f"), 0, 3, new FieldBlock());
    for (JsonNode block : new ObjectMapper().readTree(story.toFile()).get("cases")) {
      List<String> wanted = new ArrayList<>();
      for (JsonNode field : block.get("headers")) {
        field
            .properties()
            .forEach(each -> wanted.add(each.getKey() + ": " + each.getValue().asText()));
      }
      assertEquals(wanted, Hex.decode(decoder, Hex.bytes(block.get("wire").asText())));
    }
  }
}
