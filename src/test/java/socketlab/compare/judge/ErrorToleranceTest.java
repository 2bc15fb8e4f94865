// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;

class ErrorToleranceTest {
  @Test
  void aHundredthIsEndured() {
    assertEquals(Optional.empty(), ErrorTolerance.spoiling(turn(1_200, 12)));
    assertEquals(Optional.of("round 3 had 12 errors"), ErrorTolerance.beside(turn(1_200, 12)));
    assertEquals(Optional.of("round 3 had 1 error"), ErrorTolerance.beside(turn(1_200, 1)));
  }

  @Test
  void moreThanAHundredthIsNot() {
    assertEquals(
        Optional.of("there were 13 errors in 1,200 requests; raw/ has the output of the generator"),
        ErrorTolerance.spoiling(turn(1_200, 13)));
  }

  @Test
  void neitherIsSilence() {
    assertEquals(
        Optional.of("there was no answer; raw/ has the output of the generator"),
        ErrorTolerance.spoiling(turn(0, 0)));
  }

  @Test
  void ofNoErrorsNothingIsSaid() {
    assertEquals(Optional.empty(), ErrorTolerance.spoiling(turn(1, 0)));
    assertEquals(Optional.empty(), ErrorTolerance.beside(turn(1, 0)));
  }

  private static Sample turn(long requests, long errors) {
    return new Sample(
        "plaintext", "jetty", 1, Phase.SATURATION, 3, 1, 5, requests, errors, Map.of());
  }
}
