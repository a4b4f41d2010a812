package org.rumbench.dump;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.StorageException;

/// Files as text: finds the format and shows the file.
public final class Dumps {
  /// How much of a file's beginning a format is shown to recognise it by.
  public static final int HEAD_BYTES = 64;

  private Dumps() {}

  /// All formats on the class path, by name.
  public static List<FileFormat> formats() {
    return ServiceLoader.load(FileFormat.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(FileFormat::name))
        .toList();
  }

  /// The format of a file: that which knows name and first bytes, else the first bytes, else the name.
  public static Optional<FileFormat> formatOf(ByteSource source) {
    int length = (int) Math.min(HEAD_BYTES, source.lengthBytes());
    UnsafeBuffer head = new UnsafeBuffer(new byte[HEAD_BYTES]);
    source.read(0, head, 0, length);
    List<FileFormat> byHead = formats().stream().filter(format -> format.recognisesHead(head, length)).toList();
    List<FileFormat> byName = formats().stream().filter(format -> format.recognisesName(source.name())).toList();
    return byHead.stream().filter(format -> isIn(byName, format)).findFirst()
        .or(() -> byHead.stream().findFirst())
        .or(() -> byName.stream().findFirst());
  }

  private static boolean isIn(List<FileFormat> formats, FileFormat wanted) {
    return formats.stream().anyMatch(format -> format.name().equals(wanted.name()));
  }

  /// Shows a file line by line, the summary last.
  public static DumpSummary dump(
      FileFormat format, ByteSource source, DumpOptions options, Consumer<String> lines) {
    return dump(format, source, options, lines, sink -> {});
  }

  /// As [#dump(FileFormat, ByteSource, DumpOptions, Consumer)]; `first` shows what the bytes came wrapped in.
  public static DumpSummary dump(
      FileFormat format, ByteSource source, DumpOptions options, Consumer<String> lines, Consumer<DumpSink> first) {
    DumpSink sink = new DumpSink(options, lines);
    lines.accept(source.name() + "  " + format.name() + "  " + source.lengthBytes() + " bytes");
    List<FileFormat> named =
        formats().stream().filter(other -> other.recognisesName(source.name())).toList();
    if (!named.isEmpty() && !isIn(named, format)) {
      sink.damage(0, "it is named as a " + named.getFirst().name() + " and begins as a " + format.name());
    }
    try {
      first.accept(sink);
      format.dump(source, sink);
    } catch (StorageException e) {
      sink.damage(0, "it cannot be read on: " + e.getMessage());
    }
    return sink.end();
  }

  /// A file as text of at most `maxLines` lines, for failure messages: damage and the summary are left out last.
  public static String textOf(String name, byte[] content, int maxLines) {
    ByteSource source = ByteSource.of(name, content);
    Optional<FileFormat> format = formatOf(source);
    if (format.isEmpty()) {
      UnsafeBuffer bytes = new UnsafeBuffer(content);
      return name + "  no known format  " + content.length + " bytes  begins "
          + KeyText.hex(bytes, 0, Math.min(HEAD_BYTES, content.length)) + "\n";
    }
    List<String> lines = new ArrayList<>();
    dump(format.get(), source, new DumpOptions(true, maxLines), lines::add);
    return String.join("\n", cut(lines, maxLines)) + "\n";
  }

  /// At most `most` of the lines: first gone are those about what is good, from the end on.
  private static List<String> cut(List<String> lines, int most) {
    int tooMany = lines.size() - most;
    if (tooMany <= 0) {
      return lines;
    }
    List<String> kept = new ArrayList<>(lines);
    int last = kept.size() - 1;
    for (int i = last - 1; i > 0 && tooMany > 0; i--) {
      if (!kept.get(i).contains("  DAMAGE  ")) {
        kept.remove(i);
        tooMany--;
      }
    }
    while (kept.size() > Math.max(1, most)) {
      kept.remove(kept.size() > 2 ? kept.size() - 2 : 0);
    }
    return kept;
  }
}
