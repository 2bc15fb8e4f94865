// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import java.io.IOException;
import java.time.Duration;
import socketlab.app.payments.PaymentEndpoints;
import socketlab.app.payments.PaymentLimits;
import socketlab.app.payments.Payments;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.Options;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogConfig;

/** How many accounts there are, and which keys of payments are remembered for how long. */
final class PaymentOptions implements EndpointPart {
  /** What a log in memory keeps, which nobody reads. */
  private static final long MEMORY_BYTES = 1 << 16;

  private int accounts;
  private int keys;
  private Duration keyAge;
  private boolean requireKey;

  @Override
  public void addTo(Options options) {
    options
        .option(
            "--max-accounts",
            Integer.class,
            value -> accounts = value,
            "How many accounts POST /payments may make; another gets 503.")
        .defaultValue("10000")
        .paramLabel("N");
    options
        .option(
            "--max-keys",
            Integer.class,
            value -> keys = value,
            "How many Idempotency-Keys of payments are remembered; the oldest is forgotten for a"
                + " new one, and asking again with it charges again.")
        .defaultValue("10000")
        .paramLabel("N");
    options
        .option(
            "--key-age",
            Duration.class,
            value -> keyAge = value,
            "How long an Idempotency-Key is remembered at the most.")
        .defaultValue("1440m")
        .paramLabel("TIME");
    options.flag(
        "--require-key",
        value -> requireKey = value,
        "Refuse a payment without an Idempotency-Key by 400.");
  }

  @Override
  public RouteGroup routes(Setting setting) throws IOException {
    if (!keyAge.isPositive()) {
      throw new IllegalArgumentException("--key-age is longer than 0s");
    }
    PaymentLimits limits =
        new PaymentLimits(
            EndpointPart.count("--max-accounts", accounts, PaymentLimits.MOST),
            EndpointPart.count("--max-keys", keys, PaymentLimits.MOST),
            keyAge.toMillis(),
            requireKey);
    LogConfig config = LogConfig.of(setting.fsync());
    Log log =
        setting.log(
            "payments",
            setting.data().isPresent() ? config : config.retain(MEMORY_BYTES, LogConfig.FOR_EVER));
    return new PaymentEndpoints(
        Payments.open(log, setting.logs(), limits), limits, setting.origins());
  }
}
