// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Takes note of the benchmarks that were begun. JMH leaves one that failed out of its results and
 * still ends well; a campaign must not.
 */
final class BenchmarkProgress {
  /** By what JMH tells them apart: name, mode and parameters. */
  private final Map<String, String> begun = new LinkedHashMap<>();

  /** The same output, overheard. */
  OutputFormat around(OutputFormat format) {
    return (OutputFormat)
        Proxy.newProxyInstance(
            OutputFormat.class.getClassLoader(),
            new Class<?>[] {OutputFormat.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("startBenchmark")) {
                BenchmarkParams params = (BenchmarkParams) arguments[0];
                begun.put(params.id(), text(params));
              }
              try {
                return method.invoke(format, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Those that were begun and gave no result, as text. */
  List<String> withoutResult(Collection<RunResult> results) {
    Map<String, String> left = new LinkedHashMap<>(begun);
    results.forEach(result -> left.remove(result.getParams().id()));
    return List.copyOf(left.values());
  }

  private static String text(BenchmarkParams params) {
    List<String> text = new ArrayList<>();
    text.add(params.getBenchmark().substring(params.getBenchmark().indexOf(".bench.") + 7));
    for (String key : params.getParamsKeys()) {
      text.add(key + "=" + params.getParam(key));
    }
    return String.join(" ", text);
  }
}
