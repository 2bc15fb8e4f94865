// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import socketlab.app.Protocol;
import socketlab.cli.communication.CommunicationPattern;
import socketlab.cli.communication.CommunicationPatterns;
import socketlab.cli.name.Options;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;
import socketlab.cli.text.Json;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.NetworkNamespace;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** What there is, as text or as JSON. */
final class ListCommand implements Callable<Integer> {
  /** Behind the longest name of an experiment. */
  private static final int TEXT_COLUMN = 29;

  private CommandSpec spec;
  private int width;
  private boolean json;

  /** What it takes, as picocli wants it. */
  CommandSpec spec() {
    Options options =
        new Options(
            this,
            "list",
            "Lists the patterns, ways to talk to clients, transports, protocols and experiments,"
                + " and whether this machine can run them.");
    options.flag(
        "--json", value -> json = value, "Print JSON; its schema is docs/schema/list.json.");
    spec = options.spec();
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    askAhead();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.write(out, this::write);
    } else {
      print(out);
    }
    out.flush();
    return 0;
  }

  /**
   * What has to be tried takes half of this command's time: it is begun on the side, while the
   * lessons and claims are read. Each is tried once, and who asks meanwhile waits for the answer.
   */
  private static void askAhead() {
    for (Runnable question :
        List.<Runnable>of(
            () -> List.of(Transport.values()).forEach(Transport::availability),
            NetworkNamespace::availability)) {
      Thread.ofPlatform().daemon().name("lab-probe").start(question);
    }
  }

  private void print(PrintWriter out) {
    width = Terminal.here().width();
    String experiments = rows(Experiments.all(), Experiment::id, ListCommand::question);
    out.println("Patterns (lab explain NAME):");
    out.print(rows(Patterns.all(), Pattern::id, pattern -> pattern.lesson().sketch()));
    out.println();
    printWhatRuns(out);
    out.println();
    out.println("Ways to talk to clients, under every pattern (lab explain NAME):");
    out.print(
        rows(CommunicationPatterns.all(), CommunicationPattern::id, CommunicationPattern::sketch));
    out.println();
    out.println("Transports:");
    for (Transport transport : Transport.values()) {
      row(out, transport.id(), transport.summary() + ": " + runs(transport.availability()));
    }
    out.println();
    out.println("Protocols:");
    for (Protocol protocol : Protocol.values()) {
      row(out, protocol.id(), protocol.summary());
    }
    out.println();
    out.println("Experiments (lab run ID), each in a private network: " + runs(network()));
    out.print(experiments);
  }

  private static String question(Experiment experiment) {
    return experiment.claim().question() + " (about " + experiment.claim().seconds() + " s)";
  }

  private <T> String rows(List<T> all, Function<T, String> name, Function<T, String> text) {
    StringWriter rows = new StringWriter();
    PrintWriter out = new PrintWriter(rows);
    all.forEach(one -> row(out, name.apply(one), text.apply(one)));
    return rows.toString();
  }

  private static Availability network() {
    return NetworkNamespace.availability();
  }

  /** Each pattern over each transport; the causes stand below, each once. */
  private void printWhatRuns(PrintWriter out) {
    Set<String> causes = new LinkedHashSet<>();
    StringBuilder head = new StringBuilder();
    for (Transport transport : Transport.values()) {
      head.append(String.format("%-10s", transport.id()));
    }
    row(out, "Runs here over", head.toString().strip());
    for (Pattern pattern : Patterns.all()) {
      StringBuilder cells = new StringBuilder();
      for (Transport transport : Transport.values()) {
        Availability availability = pattern.availability(transport);
        cells.append(String.format("%-10s", availability.isAvailable() ? "yes" : "no"));
        availability.cause().ifPresent(causes::add);
      }
      row(out, pattern.id(), cells.toString().strip());
    }
    causes.forEach(cause -> out.println(Wrap.row(2, "no:", 7, cause, width)));
  }

  private void row(PrintWriter out, String name, String text) {
    out.println(Wrap.row(2, name, TEXT_COLUMN, text, width));
  }

  private static String runs(Availability availability) {
    return availability.cause().map(cause -> "not here: " + cause).orElse("runs here");
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("patterns");
    for (Pattern pattern : Patterns.all()) {
      json.writeStartObject();
      json.writeStringField("id", pattern.id());
      json.writeStringField("sketch", pattern.lesson().sketch());
      json.writeStringField("threads", pattern.lesson().threads());
      json.writeArrayFieldStart("transports");
      for (Transport transport : Transport.values()) {
        json.writeStartObject();
        json.writeStringField("id", transport.id());
        Json.availability(json, pattern.availability(transport));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("communication");
    for (CommunicationPattern pattern : CommunicationPatterns.all()) {
      json.writeStartObject();
      json.writeStringField("id", pattern.id());
      json.writeStringField("sketch", pattern.sketch());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("transports");
    for (Transport transport : Transport.values()) {
      json.writeStartObject();
      json.writeStringField("id", transport.id());
      json.writeStringField("summary", transport.summary());
      Json.availability(json, transport.availability());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("protocols");
    for (Protocol protocol : Protocol.values()) {
      json.writeStartObject();
      json.writeStringField("id", protocol.id());
      json.writeStringField("summary", protocol.summary());
      json.writeEndObject();
    }
    json.writeEndArray();
    Availability network = network();
    json.writeArrayFieldStart("experiments");
    for (Experiment experiment : Experiments.all()) {
      json.writeStartObject();
      json.writeStringField("id", experiment.id());
      json.writeStringField("question", experiment.claim().question());
      json.writeNumberField("seconds", experiment.claim().seconds());
      Json.availability(json, network);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
