package org.rumbench.harness.cell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineListener;
import org.rumbench.result.EventKind;

/// Pairs the begins and ends that engines report into pieces of work. Any thread.
///
/// Of equal pieces that overlap on one node the oldest begin is taken for the first end; their times may be swapped then,
/// their number and sum not.
final class EventLog {
  /// A piece of work on the clock of the engines, in nanoseconds.
  record Piece(EventKind kind, String node, long beginNanos, long endNanos, long readBytes, long writtenBytes) {}

  private final List<Piece> pieces = new ArrayList<>();
  private final Map<String, Deque<Long>> begun = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  /// The listener to open the engine of `node` with.
  EngineListener listener(String node) {
    return event -> on(node, event);
  }

  private synchronized void on(String node, EngineEvent event) {
    switch (event) {
      case EngineEvent.FlushBegan began -> begin(EventKind.FLUSH, node, began.atNanos());
      case EngineEvent.FlushEnded ended ->
          end(EventKind.FLUSH, node, ended.atNanos(), 0, ended.outputBytes());
      case EngineEvent.CompactionBegan began -> begin(EventKind.COMPACTION, node, began.atNanos());
      case EngineEvent.CompactionEnded ended ->
          end(EventKind.COMPACTION, node, ended.atNanos(), ended.inputBytes(), ended.outputBytes());
      case EngineEvent.MergeBegan began -> begin(EventKind.MERGE, node, began.atNanos());
      case EngineEvent.MergeEnded ended ->
          end(EventKind.MERGE, node, ended.atNanos(), ended.inputBytes(), ended.outputBytes());
      case EngineEvent.CollectionBegan began -> begin(EventKind.COLLECTION, node, began.atNanos());
      case EngineEvent.CollectionEnded ended ->
          end(EventKind.COLLECTION, node, ended.atNanos(), ended.inputBytes(), ended.rewrittenBytes());
      case EngineEvent.StallBegan began -> begin(EventKind.STALL, node, began.atNanos());
      case EngineEvent.StallEnded ended -> end(EventKind.STALL, node, ended.atNanos(), 0, 0);
      case EngineEvent.ComponentChanged _ -> {
        // Flushes and compactions are told as such.
      }
      case EngineEvent.Failed failed -> failures.add(node + ": " + failed.message());
    }
  }

  private void begin(EventKind kind, String node, long atNanos) {
    begun.computeIfAbsent(kind + " " + node, key -> new ArrayDeque<>()).addLast(atNanos);
  }

  private void end(EventKind kind, String node, long atNanos, long readBytes, long writtenBytes) {
    Deque<Long> open = begun.get(kind + " " + node);
    Long beginNanos = open == null ? null : open.pollFirst();
    pieces.add(new Piece(kind, node, beginNanos == null ? atNanos : beginNanos, atNanos, readBytes, writtenBytes));
  }

  /// Pieces that have ended, in order of their ends.
  synchronized List<Piece> pieces() {
    return List.copyOf(pieces);
  }

  /// What engines reported as failed.
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }
}
