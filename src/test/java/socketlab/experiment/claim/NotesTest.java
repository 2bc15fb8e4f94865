// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a run's notes become an observation. */
@Timeout(60)
class NotesTest {
  @Claim(
      id = "sample",
      question = "Is it so?",
      setup = "",
      picture = "",
      sources = "none",
      outcomes = {
        @Outcome(name = "so", grade = Grade.EXPECTED, why = "It is so."),
        @Outcome(name = "not-so", grade = Grade.FORBIDDEN, why = "It is not.")
      },
      verdict = {"The queue held {waiting}.", "Room came after {room at *}."},
      cost = Cost.WAITS,
      seconds = 1,
      tryIt = "",
      seeAlso = {})
  private static final class Sample implements Experiment {
    @Override
    public String run(Notes notes) {
      throw new UnsupportedOperationException();
    }
  }

  private final Notes notes = new Notes();

  @Test
  void aDeclaredOutcomeHasItsGrade() {
    assertEquals(Grade.EXPECTED, notes.observation(new Sample(), "so", 1).grade());
    assertEquals(Grade.FORBIDDEN, notes.observation(new Sample(), "not-so", 1).grade());
  }

  @Test
  void anOutcomeThatIsNotDeclaredIsNoAnswer() {
    Observation seen = notes.observation(new Sample(), "else", 1);
    assertEquals(Observation.NO_ANSWER, seen.outcome());
    assertEquals(Grade.FORBIDDEN, seen.grade());
    assertTrue(seen.why().contains("'else'"), seen.why());
  }

  @Test
  void twoPlacesThatDisagreeOutweighTheOutcome() {
    notes.figure("waiting", "", 3, Map.of("TCP_INFO", 3.0, "ss", 4.0));
    Observation seen = notes.observation(new Sample(), "so", 1);
    assertEquals(Observation.DISAGREEMENT, seen.outcome());
    assertEquals(Grade.FORBIDDEN, seen.grade());
    assertTrue(seen.why().contains("3 by TCP_INFO") && seen.why().contains("4 by ss"), seen.why());
  }

  @Test
  void onlyNumbersAreCompared() {
    notes.figure("a", "", "about 4", "here", 5);
    notes.figure("b", "ms", 5, "here", 5);
    assertTrue(notes.allAsExpected());
    notes.figure("c", "", 4, "here", 5);
    assertFalse(notes.allAsExpected());
  }

  @Test
  void aFigureIsToldWithItsUnit() {
    assertEquals("12 ms", new Figure("f", "ms", "", Map.of("clock", 12.0)).seen());
    assertEquals("0.125 s", new Figure("f", "s", "", Map.of("clock", 0.125)).seen());
    assertEquals("12346", new Figure("f", "", "", Map.of("clock", 12345.6)).seen());
    assertThrows(IllegalArgumentException.class, () -> new Figure("f", "", "", Map.of()));
  }

  @Test
  void anObservationSurvivesJson() throws IOException {
    notes.figure("waiting", "", 3, Map.of("TCP_INFO", 3.0, "ss", 3.0));
    notes.series(new Series("depth", "seconds", "connections", List.of(new Series.Point(0.5, 2))));
    Observation seen = notes.observation(new Sample(), "so", 1.25);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      ObservationJson.write(json, seen);
    }
    assertEquals(seen, ObservationJson.read(ObservationJson.parse(text.toString())));
  }
}
