// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

/** An answer to a question: what somebody needs of a server. */
enum Need {
  WAIT(Question.HANDLERS, "wait", "for a database, another server, a disk", "handlers that wait"),
  BURN(Question.HANDLERS, "burn", "compute, for short or for long", "handlers that compute"),

  FEW_SHORT(
      Question.CONNECTIONS,
      "few-short",
      "up to some hundreds, each for a request or two",
      "few short connections"),
  FEW_LONG(
      Question.CONNECTIONS,
      "few-long",
      "up to some hundreds, kept open",
      "few connections that stay open"),
  MANY_SHORT(
      Question.CONNECTIONS,
      "many-short",
      "thousands, each for a request or two",
      "many short connections"),
  MANY_LONG(
      Question.CONNECTIONS, "many-long", "thousands, kept open", "many connections that stay open"),

  ONE_CPU(Question.CPUS, "one", "no more than one", "one CPU"),
  SEVERAL_CPUS(Question.CPUS, "several", "two or more", "several CPUs"),

  MEAN(
      Question.LATENCY,
      "mean",
      "most requests should be fast, at the least cost",
      "a low mean latency"),
  TAIL(Question.LATENCY, "tail", "hardly any request may be slow", "a short tail of the latency"),

  BLOCKS(Question.CODE, "yes", "plain code that waits where it stands", "code that may block"),
  NEVER_BLOCKS(
      Question.CODE,
      "no",
      "code that never waits: it computes, or answers later",
      "code that never blocks");

  private final Question question;
  private final String word;
  private final String meaning;
  private final String told;

  Need(Question question, String word, String meaning, String told) {
    this.question = question;
    this.word = word;
    this.meaning = meaning;
    this.told = told;
  }

  Question question() {
    return question;
  }

  /** The answer in a word, as on the command line. */
  String word() {
    return word;
  }

  /** The answer at more length, for who is asked. */
  String meaning() {
    return meaning;
  }

  /** How the advice speaks of it. */
  String told() {
    return told;
  }
}
