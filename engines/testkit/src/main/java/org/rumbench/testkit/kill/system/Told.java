package org.rumbench.testkit.kill.system;

import java.util.Locale;
import java.util.Optional;
import org.rumbench.engine.Durability;

/// What the process that is going to be killed tells on its standard output: one line, handed over by one system call, so
/// that what was told before the kill is read whole after it.
sealed interface Told {
  /// The kinds of background work.
  enum Work {
    FLUSH,
    COMPACTION,
    MERGE,
    COLLECTION;

    /// Its name in reports.
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The opening of the store begins now.
  record Opening() implements Told {}

  /// The store is open.
  record Opened() implements Told {}

  /// Everything in the open store was compared; it holds the first `batches` batches.
  record Checked(int batches) implements Told {}

  /// Batch `number` was acknowledged as `durability`.
  record Acknowledged(int number, Durability durability) implements Told {}

  /// Background work began.
  record Began(Work work) implements Told {}

  /// Background work ended.
  record Ended(Work work) implements Told {}

  /// The writer has written all it should and waits for its end.
  record Finished() implements Told {}

  /// The line, without its end.
  default String line() {
    return switch (this) {
      case Opening ignored -> "told opening;";
      case Opened ignored -> "told opened;";
      case Checked checked -> "told checked " + checked.batches + ";";
      case Acknowledged acknowledged -> "told " + acknowledged.durability + " " + acknowledged.number + ";";
      case Began began -> "told began " + began.work + ";";
      case Ended ended -> "told ended " + ended.work + ";";
      case Finished ignored -> "told finished;";
    };
  }

  /// What a line tells; nothing when it is somebody else's, such as a message of the JVM.
  static Optional<Told> parse(String line) {
    if (!line.startsWith("told ") || !line.endsWith(";")) {
      return Optional.empty();
    }
    String[] words = line.substring(0, line.length() - 1).split(" ", 3);
    String about = words.length > 2 ? words[2] : "";
    return Optional.of(switch (words[1].toLowerCase(Locale.ROOT)) {
      case "opening" -> new Opening();
      case "opened" -> new Opened();
      case "checked" -> new Checked(Integer.parseInt(about));
      case "began" -> new Began(Work.valueOf(about));
      case "ended" -> new Ended(Work.valueOf(about));
      case "finished" -> new Finished();
      default -> new Acknowledged(Integer.parseInt(about), Durability.valueOf(words[1]));
    });
  }
}
