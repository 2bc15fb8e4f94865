// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CampaignTest {
  private final Campaign campaign = SampleCampaign.of(1);

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadBackWhole() throws IOException {
    campaign.write(folder);
    assertEquals(campaign, Campaign.read(folder));
  }

  @Test
  void theFileHasItsShape() throws IOException {
    assertEquals(Set.of(), faults(campaign.toJson()));
  }

  @Test
  void theShapeCanBeMissed() throws IOException {
    String json = campaign.toJson();
    assertFalse(faults(json.replace("\"better\"", "\"best\"")).isEmpty());
    assertFalse(faults(json.replace("\"seed\"", "\"sead\"")).isEmpty());
  }

  @Test
  void aFieldThatNobodyKnowsIsNotPassedOver() throws IOException {
    String json = campaign.toJson().replace("\"seed\"", "\"sead\"");
    assertThrows(IOException.class, () -> Campaign.ofJson(json));
  }

  private static Set<?> faults(String json) throws IOException {
    JsonSchema shape =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("docs/schema/campaign.json")));
    return shape.validate(json, InputFormat.JSON);
  }
}
