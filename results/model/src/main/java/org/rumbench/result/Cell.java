package org.rumbench.result;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One measured point: a design at a sweep point, one repeat, in a virtual machine of its own.
///
/// @param id identifier within the run; also the prefix of the names of its histogram files.
/// @param design engine design.
/// @param sweep swept keys with their values at this point; empty without a sweep.
/// @param repeat number of the repeat, from 1.
/// @param target what was driven: engine, embedded, processes, remote or simulated.
/// @param durability durability of each acknowledged write: NONE, BUFFERED or SYNCED.
/// @param storage storage backend of the data files.
/// @param isSimulated whether time was virtual; such a cell never shares a chart with wall-clock ones.
/// @param marks warnings about this cell; empty when there are none.
/// @param workload what was asked of the system.
/// @param phases phases in the order in which they ran, load first.
/// @param ledger byte ledger by layer, scope and window.
/// @param amplifications amplification by layer at burst and settled.
/// @param forecasts what the cost model of the design forecast, beside what was measured; absent when it has none.
/// @param space allocated space over time; absent when nothing ran.
/// @param memory resident bytes of the engines over time; absent when nothing ran.
/// @param drain background work owed at the end and the time to pay it; absent when nothing ran.
/// @param shapes file layout of all engines together, by point in time.
/// @param events background work, pauses and stalls in order of begin.
/// @param stalls write stalls by cause, from loaded to settled; absent when nothing ran or no cause is told.
/// @param digest SHA-256 over this section without this field.
public record Cell(
    String id,
    String design,
    SortedMap<String, String> sweep,
    int repeat,
    String target,
    String durability,
    String storage,
    boolean isSimulated,
    List<Mark> marks,
    Workload workload,
    List<Phase> phases,
    List<LedgerSection> ledger,
    List<Amplification> amplifications,
    @Nullable List<ForecastFigure> forecasts,
    @Nullable SpaceUse space,
    @Nullable MemoryUse memory,
    @Nullable Drain drain,
    List<TreeShape> shapes,
    List<Event> events,
    @Nullable List<StallTotal> stalls,
    String digest) {

  /// Copies the collections.
  public Cell {
    sweep = Collections.unmodifiableSortedMap(new TreeMap<>(sweep));
    marks = List.copyOf(marks);
    phases = List.copyOf(phases);
    ledger = List.copyOf(ledger);
    amplifications = List.copyOf(amplifications);
    forecasts = forecasts == null ? null : List.copyOf(forecasts);
    shapes = List.copyOf(shapes);
    events = List.copyOf(events);
    stalls = stalls == null ? null : List.copyOf(stalls);
  }

  /// Returns the id of a cell: design, sweep point and repeat, in characters that are safe in a file name.
  public static String idOf(String design, SortedMap<String, String> sweep, int repeat) {
    StringBuilder id = new StringBuilder(design);
    sweep.forEach((key, value) -> id.append('_').append(key).append('=').append(value));
    return id.append("_r").append(repeat).toString().replaceAll("[^A-Za-z0-9._=-]", "-");
  }

  /// Returns the cell with forecasts; its digest is left to sealing.
  public Cell withForecasts(List<ForecastFigure> figures) {
    return new Cell(id, design, sweep, repeat, target, durability, storage, isSimulated, marks, workload, phases,
        ledger, amplifications, figures, space, memory, drain, shapes, events, stalls, "");
  }

  /// Returns the cell with other marks; its digest is left to sealing.
  public Cell withMarks(List<Mark> others) {
    return new Cell(id, design, sweep, repeat, target, durability, storage, isSimulated, others, workload, phases,
        ledger, amplifications, forecasts, space, memory, drain, shapes, events, stalls, "");
  }

  /// Whether the cell carries a mark of the given kind.
  public boolean hasMark(MarkKind kind) {
    return marks.stream().anyMatch(mark -> mark.kind() == kind);
  }

  /// Whether everything that was planned for this cell was measured.
  public boolean isComplete() {
    return !hasMark(MarkKind.PARTIAL) && !hasMark(MarkKind.FAILED) && !hasMark(MarkKind.NOT_APPLICABLE);
  }

  /// Returns the phase with the given name, if it ran.
  public Optional<Phase> phase(String name) {
    return phases.stream().filter(phase -> phase.name().equals(name)).findFirst();
  }

  /// Returns the amplification of a layer at [Amplification#BURST] or [Amplification#SETTLED], if measured.
  public Optional<Amplification> amplification(Layer layer, String point) {
    return amplifications.stream()
        .filter(each -> each.layer() == layer && each.point().equals(point))
        .findFirst();
  }

  /// The widest layer that the ledger has: the cluster, or the engine when one engine was driven alone.
  public Layer topLayer() {
    return ledger.stream().anyMatch(section -> section.layer() == Layer.CLUSTER) ? Layer.CLUSTER : Layer.ENGINE;
  }
}
