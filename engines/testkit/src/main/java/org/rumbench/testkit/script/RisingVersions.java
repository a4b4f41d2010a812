package org.rumbench.testkit.script;

import java.util.ArrayList;
import java.util.List;

/// Versions in the order of arrival, for designs that cannot put them in order themselves: what arrives late is raised
/// above everything before it. What is at or below the purge version stays, to be refused. One owner.
final class RisingVersions {
  private long highest = Long.MIN_VALUE;
  private long purged = Long.MIN_VALUE;

  /// An operation with its versions raised.
  Operation raised(Operation operation) {
    return switch (operation) {
      case Operation.Write write -> {
        List<Edit> edits = new ArrayList<>();
        write.edits().forEach(edit -> edits.add(raised(edit)));
        yield new Operation.Write(edits, write.durability(), write.isAwaited());
      }
      case Operation.Purge purge -> {
        purged = Math.max(purged, purge.version());
        yield purge;
      }
      case Operation.Get _, Operation.Scan _, Operation.OpenCursor _, Operation.ReadCursor _, Operation.Check _,
          Operation.TakeSnapshot _, Operation.ReadSnapshot _, Operation.CloseSnapshot _, Operation.Flush _,
          Operation.CompactAll _, Operation.Settle _, Operation.Run _, Operation.Now _, Operation.Reopen _,
          Operation.Kill _, Operation.PowerCut _ -> operation;
    };
  }

  private Edit raised(Edit edit) {
    if (edit.version() <= purged) {
      return edit;
    }
    highest = Math.max(Math.max(highest, purged) + 1, edit.version());
    return switch (edit) {
      case Edit.Put put -> new Edit.Put(put.key(), highest, put.valueBytes(), put.expiryMillis());
      case Edit.Delete delete -> new Edit.Delete(delete.key(), highest);
      case Edit.DeleteRange range -> new Edit.DeleteRange(range.from(), range.to(), highest);
    };
  }
}
