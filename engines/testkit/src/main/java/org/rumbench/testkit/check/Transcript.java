package org.rumbench.testkit.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;

/// The answers that a script got, one per line, less what [Model] leaves to an engine: a deletion at or below the purge
/// version is as good as nothing, and a listing need not show a key of which only a range deletion is left.
///
/// So two runs of one script have equal transcripts whatever the options, the schedule, the storage and the design, as
/// long as nothing that was acknowledged as less than durable is lost. One owner.
public final class Transcript {
  private final Set<Long> rangeVersions = new TreeSet<>();
  private final List<String> lines = new ArrayList<>();

  /// An empty transcript of `script`.
  Transcript(Script script) {
    for (Operation operation : script.operations()) {
      if (operation instanceof Operation.Write write) {
        for (Edit edit : write.edits()) {
          if (edit instanceof Edit.DeleteRange range) {
            rangeVersions.add(range.version());
          }
        }
      }
    }
  }

  /// Answers so far.
  public int size() {
    return lines.size();
  }

  void addRead(String key, Seen seen, long purgeVersion) {
    lines.add("get " + key + " " + (isPurged(seen, purgeVersion) ? Seen.ABSENT : seen));
  }

  void addListing(String what, SortedMap<String, Seen> listing, long purgeVersion) {
    StringBuilder line = new StringBuilder(what);
    for (Map.Entry<String, Seen> entry : listing.entrySet()) {
      Seen seen = entry.getValue();
      boolean isOfRange = seen.outcome() == ReadOutcome.TOMBSTONE && rangeVersions.contains(seen.version());
      if (!isOfRange && !isPurged(seen, purgeVersion)) {
        line.append(' ').append(entry.getKey()).append('=').append(seen);
      }
    }
    lines.add(line.toString());
  }

  void addFigure(String name, long figure) {
    lines.add(name + " " + figure);
  }

  private static boolean isPurged(Seen seen, long purgeVersion) {
    return seen.outcome() == ReadOutcome.TOMBSTONE && seen.version() <= purgeVersion;
  }

  /// The first answer in which `other` differs, or null when both are equal.
  public @Nullable String differs(Transcript other) {
    int common = Math.min(lines.size(), other.lines.size());
    for (int i = 0; i < common; i++) {
      if (!lines.get(i).equals(other.lines.get(i))) {
        return "answer " + (i + 1) + " is \"" + other.lines.get(i) + "\" instead of \"" + lines.get(i) + "\"";
      }
    }
    return lines.size() == other.lines.size()
        ? null
        : other.lines.size() + " answers instead of " + lines.size();
  }
}
