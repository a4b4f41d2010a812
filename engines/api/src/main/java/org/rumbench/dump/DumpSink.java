package org.rumbench.dump;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.rumbench.engine.RecordKind;

/// Takes what a format finds in a file and makes lines of it: offset, what it is, then facts, two spaces apart. One owner.
///
/// ```
///           24  unit    18 bytes  seq 1  checksum ok
///           32  record  put  version 5  seq 1  key "k1"  value 5 bytes
///           50  DAMAGE  another checksum; 21 bytes are no unit; the next one is at 71
/// ```
public final class DumpSink {
  private final DumpOptions options;
  private final Consumer<String> lines;
  private final List<OpaqueText> opaque =
      ServiceLoader.load(OpaqueText.class).stream().map(ServiceLoader.Provider::get).toList();
  private final Map<String, Long> counts = new TreeMap<>();
  private long shown;
  private long hidden;
  private long records;
  private long damages;
  private long firstDamage = -1;

  DumpSink(DumpOptions options, Consumer<String> lines) {
    this.options = options;
    this.lines = lines;
  }

  /// Something good that is no record: `what` is one word, counted for the summary.
  public void part(long offset, String what, String... facts) {
    counts.merge(what, 1L, Long::sum);
    show(offset, what, String.join("  ", facts));
  }

  /// A good record. `sequence` is -1 and `expiryMillis` 0 for none; `value` is a fact such as [#valueOf].
  public void record(
      long offset, RecordKind kind, boolean isPointer, long version, long sequence, long expiryMillis, String key,
      String value) {
    records++;
    if (!options.showsRecords()) {
      return;
    }
    String facts = switch (kind) {
      case VALUE -> isPointer ? "pointer" : "put";
      case TOMBSTONE -> "delete";
      case RANGE_TOMBSTONE -> "delete-range";
    };
    facts += "  version " + version;
    facts += sequence < 0 ? "" : "  seq " + sequence;
    facts += expiryMillis == 0 ? "" : "  expires " + expiryMillis;
    show(offset, "record", facts + "  key " + key + "  " + value);
  }

  /// The fact about a record's value: its length, the end of a range, or where a pointer leads.
  public String valueOf(RecordKind kind, boolean isPointer, DirectBuffer buffer, int offset, int length) {
    return switch (kind) {
      case VALUE -> isPointer ? pointer(buffer, offset, length) : "value " + length + " bytes";
      case TOMBSTONE -> "value " + length + " bytes";
      case RANGE_TOMBSTONE -> "up to " + KeyText.of(buffer, offset, length);
    };
  }

  private String pointer(DirectBuffer buffer, int offset, int length) {
    return opaque.stream().flatMap(text -> text.pointer(buffer, offset, length).stream()).findFirst()
        .orElseGet(() -> "to " + KeyText.hex(buffer, offset, Math.min(length, 32)));
  }

  /// The fact about an attachment: what it says, or its length.
  public String attachmentOf(DirectBuffer buffer, int offset, int length) {
    Optional<String> known =
        opaque.stream().flatMap(text -> text.attachment(buffer, offset, length).stream()).findFirst();
    return known.orElse(length + " bytes");
  }

  /// Something that is not as it was written: what and, where the format can, how far it reaches.
  public void damage(long offset, String reason) {
    damages++;
    if (firstDamage < 0) {
      firstDamage = offset;
    }
    lines.accept(line(offset, "DAMAGE", reason));
  }

  private void show(long offset, String what, String facts) {
    if (shown < options.limit()) {
      shown++;
      lines.accept(line(offset, what, facts));
    } else {
      hidden++;
    }
  }

  private static String line(long offset, String what, String facts) {
    String place = Long.toString(offset);
    return " ".repeat(Math.max(0, 12 - place.length())) + place + "  " + what
        + " ".repeat(Math.max(0, 6 - what.length())) + "  " + facts;
  }

  DumpSummary end() {
    if (hidden > 0) {
      lines.accept("... " + hidden + " more lines");
    }
    StringBuilder text = new StringBuilder("summary");
    counts.forEach((what, count) -> text.append("  ").append(what).append(' ').append(count));
    text.append("  records ").append(records);
    text.append(damages == 0 ? "  clean" : "  damages " + damages + "  first at " + firstDamage);
    lines.accept(text.toString());
    return new DumpSummary(records, damages, firstDamage);
  }
}
