package org.rumbench.harness.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rumbench.result.Cell;
import org.rumbench.result.RunJson;
import org.rumbench.result.Timeline;
import org.rumbench.result.TimelineRow;

/// What a measured cell hands back: its record and its timeline, as files beside its histogram logs.
///
/// @param cell     the record
/// @param timeline its rows
public record CellResult(Cell cell, List<TimelineRow> timeline) {
  /// Writes both files into `directory`, named by `id`; the record appears last and whole.
  public void write(Path directory, String id) throws IOException {
    Files.writeString(timelineFile(directory, id), Timeline.write(timeline));
    Path draft = directory.resolve("." + id + ".cell.draft");
    Files.writeString(draft, RunJson.writeCell(cell));
    Files.move(draft, cellFile(directory, id), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /// Reads what a cell wrote and removes the two files; null when it wrote nothing.
  public static @org.jspecify.annotations.Nullable CellResult take(Path directory, String id) throws IOException {
    if (!Files.exists(cellFile(directory, id))) {
      return null;
    }
    CellResult result =
        new CellResult(
            RunJson.readCell(Files.readString(cellFile(directory, id))),
            Timeline.read(Files.readString(timelineFile(directory, id))));
    Files.delete(cellFile(directory, id));
    Files.delete(timelineFile(directory, id));
    return result;
  }

  private static Path cellFile(Path directory, String id) {
    return directory.resolve("." + id + ".cell.json");
  }

  private static Path timelineFile(Path directory, String id) {
    return directory.resolve("." + id + ".timeline.csv");
  }
}
