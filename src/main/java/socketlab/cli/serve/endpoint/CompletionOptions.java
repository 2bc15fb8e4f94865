// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import socketlab.app.completions.CompletionEndpoints;
import socketlab.app.completions.CompletionLimits;
import socketlab.app.completions.Completions;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.Options;

/** How many answers of a chat are under way at once. */
final class CompletionOptions implements EndpointPart {
  private int most;

  @Override
  public void addTo(Options options) {
    options
        .option(
            "--max-completions",
            Integer.class,
            value -> most = value,
            "How many answers of POST /v1/chat/completions may be under way at once; another gets"
                + " 503.")
        .defaultValue("1000")
        .paramLabel("N");
  }

  @Override
  public RouteGroup routes(Setting setting) {
    CompletionLimits limits =
        new CompletionLimits(
            EndpointPart.count("--max-completions", most, CompletionLimits.MOST_ANSWERS));
    return new CompletionEndpoints(new Completions(limits), setting.origins());
  }
}
