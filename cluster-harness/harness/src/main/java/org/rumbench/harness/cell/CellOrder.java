package org.rumbench.harness.cell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import org.rumbench.harness.plan.Configuration;
import org.rumbench.harness.plan.PhasePlan;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.result.Cell;
import tools.jackson.databind.json.JsonMapper;

/// What the process that steers a run tells the process that measures one cell.
///
/// @param design        engine design
/// @param sweep         swept keys with their texts at this point
/// @param repeat        from 1
/// @param role          what the cell is measured for
/// @param configuration every setting
/// @param phases        measured phases in order
/// @param output        existing directory for histogram logs, the cell's record and its timeline
/// @param data          existing, empty directory for data files
public record CellOrder(
    String design,
    SortedMap<String, String> sweep,
    int repeat,
    PlannedCell.Role role,
    SortedMap<String, String> configuration,
    List<PhasePlan> phases,
    String output,
    String data) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// The id under which the cell's files and record go; support cells keep apart from measured ones.
  public String id() {
    String id = Cell.idOf(design, sweep, repeat);
    return role == PlannedCell.Role.MEASURE ? id : "floor-" + id;
  }

  /// The settings as a configuration.
  public Configuration settings() {
    return new Configuration(configuration);
  }

  /// Writes it as JSON.
  public void write(Path file) throws IOException {
    Files.writeString(file, MAPPER.writeValueAsString(this));
  }

  /// Reads what [#write] wrote.
  public static CellOrder read(Path file) throws IOException {
    return MAPPER.readValue(Files.readString(file), CellOrder.class);
  }
}
