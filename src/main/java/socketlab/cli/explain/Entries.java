// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.explain;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.cli.communication.CommunicationPattern;
import socketlab.cli.communication.CommunicationPatterns;
import socketlab.cli.communication.CommunicationText;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;
import socketlab.cli.text.ExperimentText;
import socketlab.cli.text.PagePieces;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.pattern.Lesson;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** Everything that can be explained, but for the options, which {@link OptionEntries} has. */
public final class Entries {
  /** Where the text beside a title begins. */
  private static final int COLUMN = 9;

  private Entries() {}

  /**
   * Patterns, communication patterns, experiments, words, each in the order in which they are best
   * read.
   */
  public static List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    Patterns.all().forEach(pattern -> all.add(pattern(pattern)));
    CommunicationPatterns.all().forEach(pattern -> all.add(communication(pattern)));
    Experiments.all().forEach(experiment -> all.add(experiment(experiment)));
    Glossary.load().terms().forEach(term -> all.add(word(term)));
    return List.copyOf(all);
  }

  /** The pattern, communication pattern or experiment of exactly this id. */
  static Optional<Entry> byId(String id) {
    return Patterns.byId(id)
        .map(Entries::pattern)
        .or(() -> CommunicationPatterns.byId(id).map(Entries::communication))
        .or(() -> Experiments.byId(id).map(Entries::experiment));
  }

  private static Entry pattern(Pattern pattern) {
    Lesson lesson = pattern.lesson();
    return new Entry(
        Entry.Kind.PATTERN,
        List.of(lesson.id()),
        lesson.sketch(),
        () -> lesson(pattern),
        Arrays.asList(lesson.seeAlso()));
  }

  private static String lesson(Pattern pattern) {
    Lesson lesson = pattern.lesson();
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println(lesson.id() + ": " + lesson.sketch());
    out.println();
    out.println(lesson.picture());
    prose(out, "Threads", lesson.threads());
    prose(out, "Roles", lesson.roles());
    prose(out, "Kernel", lesson.kernel());
    prose(out, "When", lesson.use());
    prose(out, "Fails", lesson.fails());
    section(out, "Try", lesson.tryIt());
    section(out, "Read", PagePieces.source(pattern));
    prose(out, "Next", lesson.next());
    return text.toString();
  }

  private static Entry communication(CommunicationPattern pattern) {
    return new Entry(
        Entry.Kind.COMMUNICATION,
        List.of(pattern.id()),
        pattern.sketch(),
        () -> new CommunicationText(Terminal.here().width()).of(pattern),
        neighbours(pattern));
  }

  /** The experiments that show it, and then the others. */
  private static List<String> neighbours(CommunicationPattern pattern) {
    return Stream.concat(pattern.measured().stream(), pattern.seeAlso().stream()).toList();
  }

  private static Entry experiment(Experiment experiment) {
    return new Entry(
        Entry.Kind.EXPERIMENT,
        List.of(experiment.id()),
        experiment.claim().question() + " (about " + experiment.claim().seconds() + " s)",
        () -> claim(experiment),
        Arrays.asList(experiment.claim().seeAlso()));
  }

  private static String claim(Experiment experiment) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new ExperimentText(out).claim(experiment);
    section(out, "Run", "./lab run " + experiment.id());
    section(out, "Try", experiment.claim().tryIt());
    section(out, "Read", PagePieces.source(experiment));
    return text.toString();
  }

  private static Entry word(Glossary.Term term) {
    return new Entry(
        Entry.Kind.WORD,
        term.names(),
        "",
        () -> term.heading() + "\n\n" + Wrap.text(term.meaning(), Terminal.here().width()) + "\n",
        term.seeAlso());
  }

  private static void prose(PrintWriter out, String title, String text) {
    out.println(Wrap.row(0, title, COLUMN, text.strip(), Terminal.here().width()));
  }

  /** As it is, because somebody will copy it. */
  private static void section(PrintWriter out, String title, String text) {
    out.printf("%-8s %s%n", title, text.strip().replace("\n", "\n" + " ".repeat(COLUMN)));
  }
}
