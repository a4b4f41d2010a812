package org.rumbench.testkit.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;

/// The text of scripts, one operation a line, so that a failure can be kept as a file:
///
/// ```
/// seed 17
/// option memtableBytes=4k
/// write synced put k1@17:120 delete k%20x@18 range a..b@19
/// submit buffered put k2@20:8!5000
/// get k1
/// power 42
/// ```
///
/// `put KEY@VERSION:LENGTH`, with `!MILLIS` when it expires; `submit` is a write that is not awaited. In keys everything
/// but letters, digits, `_` and `-` is `%` and two hexadecimal digits. `#` begins a comment.
public final class ScriptText {
  private ScriptText() {}

  /// The text of a script, ended by a line feed.
  public static String print(Script script) {
    StringBuilder text = new StringBuilder("seed ").append(script.seed()).append('\n');
    script.options().forEach((name, value) -> text.append("option ").append(name).append('=').append(value).append('\n'));
    script.operations().forEach(operation -> text.append(print(operation)).append('\n'));
    return text.toString();
  }

  /// One operation as a line.
  public static String print(Operation operation) {
    return switch (operation) {
      case Operation.Write write -> print(write);
      case Operation.Get get -> "get " + key(get.key());
      case Operation.Scan scan -> "scan " + range(scan.from(), scan.to());
      case Operation.OpenCursor open -> "open " + open.slot() + (open.isEntries() ? " entries" : " scan");
      case Operation.ReadCursor read -> "drain " + read.slot();
      case Operation.Check ignored -> "check";
      case Operation.TakeSnapshot take -> "snapshot " + take.slot();
      case Operation.ReadSnapshot read -> "read " + read.slot();
      case Operation.CloseSnapshot close -> "release " + close.slot();
      case Operation.Flush flush -> flush.isAwaited() ? "flush" : "flush begin";
      case Operation.CompactAll compact -> compact.isAwaited() ? "compact" : "compact begin";
      case Operation.Settle ignored -> "settle";
      case Operation.Purge purge -> "purge " + purge.version();
      case Operation.Run run -> "run " + run.events();
      case Operation.Now now -> "now " + now.millis();
      case Operation.Reopen ignored -> "reopen";
      case Operation.Kill ignored -> "kill";
      case Operation.PowerCut cut -> "power " + cut.seed();
    };
  }

  private static String print(Operation.Write write) {
    StringBuilder text = new StringBuilder(write.isAwaited() ? "write " : "submit ");
    text.append(write.durability().name().toLowerCase(Locale.ROOT));
    for (Edit edit : write.edits()) {
      switch (edit) {
        case Edit.Put put -> {
          text.append(" put ").append(key(put.key())).append('@').append(put.version()).append(':').append(put.valueBytes());
          if (put.expiryMillis() != 0) {
            text.append('!').append(put.expiryMillis());
          }
        }
        case Edit.Delete delete -> text.append(" delete ").append(key(delete.key())).append('@').append(delete.version());
        case Edit.DeleteRange range ->
            text.append(" range ").append(range(range.from(), range.to())).append('@').append(range.version());
      }
    }
    return text.toString();
  }

  private static String range(@Nullable String from, @Nullable String to) {
    return (from == null ? "" : key(from)) + ".." + (to == null ? "" : key(to));
  }

  private static String key(String key) {
    StringBuilder text = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-')) {
        text.append(c);
      } else {
        text.append(String.format(Locale.ROOT, "%%%02x", (int) c));
      }
    }
    return text.toString();
  }

  /// Reads a script; [IllegalArgumentException] names the line that cannot be read.
  public static Script parse(String text) {
    long seed = 1;
    SortedMap<String, String> options = new TreeMap<>();
    List<Operation> operations = new ArrayList<>();
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      int comment = raw.indexOf('#');
      String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
      if (line.isEmpty()) {
        continue;
      }
      List<String> words = List.of(line.split(" +", -1));
      try {
        switch (words.getFirst()) {
          case "seed" -> seed = Long.parseLong(words.get(1));
          case "option" -> {
            int equals = words.get(1).indexOf('=');
            options.put(words.get(1).substring(0, equals), words.get(1).substring(equals + 1));
          }
          default -> operations.add(operation(words));
        }
      } catch (RuntimeException e) {
        throw new IllegalArgumentException("line " + number + " of the script cannot be read: " + line, e);
      }
    }
    return new Script(seed, options, operations);
  }

  private static Operation operation(List<String> words) {
    boolean isPlain = words.size() == 1;
    return switch (words.getFirst()) {
      case "write" -> write(words, true);
      case "submit" -> write(words, false);
      case "get" -> new Operation.Get(unkey(words.get(1)));
      case "scan" -> new Operation.Scan(bound(words.get(1), true), bound(words.get(1), false));
      case "open" -> new Operation.OpenCursor(Integer.parseInt(words.get(1)), words.get(2).equals("entries"));
      case "drain" -> new Operation.ReadCursor(Integer.parseInt(words.get(1)));
      case "check" -> new Operation.Check();
      case "snapshot" -> new Operation.TakeSnapshot(Integer.parseInt(words.get(1)));
      case "read" -> new Operation.ReadSnapshot(Integer.parseInt(words.get(1)));
      case "release" -> new Operation.CloseSnapshot(Integer.parseInt(words.get(1)));
      case "flush" -> new Operation.Flush(isPlain);
      case "compact" -> new Operation.CompactAll(isPlain);
      case "settle" -> new Operation.Settle();
      case "purge" -> new Operation.Purge(Long.parseLong(words.get(1)));
      case "run" -> new Operation.Run(Integer.parseInt(words.get(1)));
      case "now" -> new Operation.Now(Long.parseLong(words.get(1)));
      case "reopen" -> new Operation.Reopen();
      case "kill" -> new Operation.Kill();
      case "power" -> new Operation.PowerCut(Long.parseLong(words.get(1)));
      default -> throw new IllegalArgumentException("no operation " + words.getFirst());
    };
  }

  private static Operation write(List<String> words, boolean isAwaited) {
    Durability durability = Durability.valueOf(words.get(1).toUpperCase(Locale.ROOT));
    List<Edit> edits = new ArrayList<>();
    for (int i = 2; i < words.size(); i += 2) {
      String what = words.get(i + 1);
      int at = what.lastIndexOf('@');
      String key = what.substring(0, at);
      String rest = what.substring(at + 1);
      edits.add(
          switch (words.get(i)) {
            case "put" -> put(unkey(key), rest);
            case "delete" -> new Edit.Delete(unkey(key), Long.parseLong(rest));
            case "range" -> new Edit.DeleteRange(needed(bound(key, true)), needed(bound(key, false)), Long.parseLong(rest));
            default -> throw new IllegalArgumentException("no edit " + words.get(i));
          });
    }
    return new Operation.Write(edits, durability, isAwaited);
  }

  private static Edit put(String key, String rest) {
    int colon = rest.indexOf(':');
    int mark = rest.indexOf('!');
    long expiry = mark < 0 ? 0 : Long.parseLong(rest.substring(mark + 1));
    int length = Integer.parseInt(rest.substring(colon + 1, mark < 0 ? rest.length() : mark));
    return new Edit.Put(key, Long.parseLong(rest.substring(0, colon)), length, expiry);
  }

  private static String needed(@Nullable String bound) {
    if (bound == null) {
      throw new IllegalArgumentException("a range deletion has two bounds");
    }
    return bound;
  }

  private static @Nullable String bound(String range, boolean isFirst) {
    int dots = range.indexOf("..");
    String part = isFirst ? range.substring(0, dots) : range.substring(dots + 2);
    return part.isEmpty() ? null : unkey(part);
  }

  private static String unkey(String text) {
    StringBuilder key = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        key.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        key.append(c);
      }
    }
    return key.toString();
  }
}
