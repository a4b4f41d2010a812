package org.rumbench.harness.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.rumbench.dump.DumpOptions;
import org.rumbench.dump.DumpSummary;
import org.rumbench.dump.Dumps;
import org.rumbench.dump.FileFormat;
import org.rumbench.harness.UserException;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.system.DirectFraming;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dump`: what is in a file of a store, whole or damaged.
@Command(name = "dump",
    description = {"Show a file of a store record by record: offsets, lengths, kinds, versions, keys, checksums.",
      "It works on damaged files too: DAMAGE lines say where and why, and it goes on behind them."},
    footer = {"", "Exit status: 0 nothing is wrong, 1 the file is damaged, 2 no such file or no known format."},
    mixinStandardHelpOptions = true)
final class DumpCommand implements Callable<Integer> {
  private static final int MOST_LISTED = 12;

  @Parameters(index = "0", paramLabel = "FILE", description = "Any file of any store.")
  @SuppressWarnings("NullAway.Init") // required
  private Path file;

  @Option(names = "--records", negatable = true, defaultValue = "true", fallbackValue = "true",
      description = "Show the records in units and blocks; on unless --no-records.")
  private boolean showsRecords;

  @Option(names = "--limit", paramLabel = "N",
      description = "Show at most N lines of what is good; damage is always shown, and the whole file checked.")
  private long limit = Long.MAX_VALUE;

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    if (limit < 0) {
      throw new UserException("--limit is " + limit + ", below 0");
    }
    refuseWhatIsNoFile();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return dump(new ChannelSource(String.valueOf(file.getFileName()), channel));
    } catch (IOException e) {
      throw new UserException("cannot read " + file + ": " + e.getMessage());
    }
  }

  private void refuseWhatIsNoFile() {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a directory; name a file" + namesIn(file));
    }
    if (!Files.exists(file)) {
      throw new UserException("no file " + file);
    }
    if (!Files.isReadable(file)) {
      throw new UserException(file + " may not be read");
    }
  }

  private static String namesIn(Path directory) {
    try (Stream<Path> paths = Files.list(directory)) {
      List<String> names = paths.map(path -> path.getFileName() + (Files.isDirectory(path) ? "/" : "")).sorted().toList();
      if (names.isEmpty()) {
        return "; it is empty";
      }
      String more = names.size() > MOST_LISTED ? " and " + (names.size() - MOST_LISTED) + " more" : "";
      return " in it: " + String.join(", ", names.subList(0, Math.min(MOST_LISTED, names.size()))) + more;
    } catch (IOException e) {
      return "";
    }
  }

  private int dump(ByteSource raw) {
    boolean isFramed = DirectFraming.isFramed(raw);
    DirectFraming framing = isFramed ? new DirectFraming(raw) : null;
    ByteSource source = framing == null ? raw : framing;
    FileFormat format = Dumps.formatOf(source).orElseThrow(() -> unknown(raw));
    PrintWriter out = spec.commandLine().getOut();
    DumpSummary summary = Dumps.dump(format, source, new DumpOptions(showsRecords, limit), out::println, sink -> {
      if (framing != null) {
        sink.part(0, "direct", framing.blocks() + " blocks of direct I/O",
            "offsets below are those of the " + framing.lengthBytes() + " bytes in them");
        framing.check((offset, reason) -> sink.damage(offset, "in the raw file: " + reason));
      }
    });
    out.flush();
    return summary.isClean() ? 0 : 1;
  }

  private static UserException unknown(ByteSource source) {
    String known = String.join(", ", Dumps.formats().stream().map(FileFormat::name).toList());
    return new UserException(source.lengthBytes() == 0
        ? source.name() + " is empty, and its name is of no known format"
        : source.name() + " has no known format, by name or first bytes; known: " + known);
  }
}
