package org.rumbench.result;

import java.util.List;

/// Everything one run measured and everything needed to judge it: the content of `run.json`.
///
/// Immutable; sections carry digests (see [Digests]) so that a stored figure cannot change unnoticed.
///
/// @param schemaVersion version of this format; 1.
/// @param id identifier of the run and name of its directory.
/// @param provenance where, when and how the run was made.
/// @param experiment the question and the plan.
/// @param floor what the machine and the harness cost without an engine.
/// @param cells one entry per design, sweep point and repeat, in the order of the plan.
/// @param digest SHA-256 over the record without this field.
public record RunRecord(
    int schemaVersion,
    String id,
    Provenance provenance,
    Experiment experiment,
    Floor floor,
    List<Cell> cells,
    String digest) {

  /// Copies the collections.
  public RunRecord {
    cells = List.copyOf(cells);
  }

  /// Version of the format that this code reads and writes.
  public static final int SCHEMA_VERSION = 1;

  /// Returns a record with every digest computed; the digests of the arguments are ignored.
  public static RunRecord sealed(
      String id, Provenance provenance, Experiment experiment, Floor floor, List<Cell> cells) {
    return Digests.seal(new RunRecord(SCHEMA_VERSION, id, provenance, experiment, floor, cells, ""));
  }

  /// Returns the cell with the given id; an unknown id is the caller's mistake.
  public Cell cell(String cellId) {
    for (Cell cell : cells) {
      if (cell.id().equals(cellId)) {
        return cell;
      }
    }
    throw new IllegalArgumentException("no cell " + cellId + " in run " + id);
  }
}
