// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import java.util.Locale;
import java.util.Optional;
import socketlab.compare.data.Sample;

/** What errors do to a turn: an error costs a server something else than an answer. */
public final class ErrorTolerance {
  /** Of its requests; with more, a turn is not one of the workload. */
  private static final double MOST = 0.01;

  private ErrorTolerance() {}

  /** Why a turn's figures are not to be used; empty when they are. */
  public static Optional<String> spoiling(Sample sample) {
    if (sample.requests() == 0) {
      return Optional.of("there was no answer; raw/ has the output of the generator");
    }
    return sample.errors() > MOST * sample.requests()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "there were %,d errors in %,d requests; raw/ has the output of the generator",
                sample.errors(),
                sample.requests()))
        : Optional.empty();
  }

  /** What speaks against them nevertheless, as the end of a sentence; empty for nothing. */
  public static Optional<String> beside(Sample sample) {
    return sample.errors() == 0
        ? Optional.empty()
        : Optional.of(
            "round %d had %d error%s"
                .formatted(sample.round(), sample.errors(), sample.errors() == 1 ? "" : "s"));
  }
}
