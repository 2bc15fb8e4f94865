// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load.stream;

import java.time.Duration;
import socketlab.load.plan.TlsPlan;
import socketlab.net.Transport;

/** What every kind of load is told, as the options of those names. */
public record Common(
    int connections,
    int threads,
    Duration duration,
    Duration warmup,
    Duration timeout,
    long seed,
    Transport transport,
    TlsPlan tls) {}
