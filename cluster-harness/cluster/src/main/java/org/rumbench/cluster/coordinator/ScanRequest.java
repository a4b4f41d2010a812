package org.rumbench.cluster.coordinator;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.cluster.message.ByteRegion;
import org.rumbench.cluster.message.PageReader;
import org.rumbench.cluster.message.PageWriter;
import org.rumbench.cluster.message.RecordState;
import org.rumbench.cluster.message.ReplicaPage;
import org.rumbench.cluster.version.StoredValue;
import org.rumbench.cluster.repair.Reconciliation;
import org.rumbench.coding.KeyOrder;

/// A scan in flight: one ordered stream of pages per node of the covering set, merged by key.
final class ScanRequest extends ClientRequest {
  /// The client's page ends once it has this many bytes.
  static final int PAGE_BYTES = 512 * 1024;

  final List<Source> sources = new ArrayList<>();
  final PageWriter merged = new PageWriter();
  final int count;
  int pages;
  boolean hasMore;
  boolean isAdvancing;

  ScanRequest(int count) {
    this.count = count;
  }

  /// The pages of one node.
  static final class Source {
    final int nodeId;
    private final PageReader reader = new PageReader();
    private UnsafeBuffer page = new UnsafeBuffer(new byte[0]);
    /// The first key not read yet; empty for the first of all.
    private UnsafeBuffer from;
    boolean isWaiting;
    private boolean isLast;
    private boolean hasRecord;

    Source(int nodeId, ByteRegion first) {
      this.nodeId = nodeId;
      byte[] bytes = new byte[first.length()];
      first.buffer().getBytes(first.offset(), bytes);
      from = new UnsafeBuffer(bytes);
    }

    UnsafeBuffer from() {
      return from;
    }

    boolean needsPage() {
      return !hasRecord && !isLast;
    }

    /// Takes a page; false when it is damaged.
    boolean take(ReplicaPage message) {
      isWaiting = false;
      byte[] bytes = new byte[message.records.length()];
      message.records.buffer().getBytes(message.records.offset(), bytes);
      page = new UnsafeBuffer(bytes);
      int found = 0;
      reader.wrap(page, 0, bytes.length);
      while (reader.next()) {
        found++;
      }
      if (reader.isDamaged() || found != message.recordCount || (found == 0 && !message.isLast)) {
        return false;
      }
      reader.wrap(page, 0, bytes.length);
      isLast = message.isLast;
      hasRecord = reader.next();
      return true;
    }

    void advance() {
      int keyOffset = reader.keyOffset();
      int keyLength = reader.keyLength();
      hasRecord = reader.next();
      if (!hasRecord && !isLast) {
        // The smallest key behind the last one read is that key with a zero byte more.
        byte[] next = new byte[keyLength + 1];
        page.getBytes(keyOffset, next, 0, keyLength);
        from = new UnsafeBuffer(next);
      }
    }

  }

  boolean isWaiting() {
    for (Source source : sources) {
      if (source.isWaiting) {
        return true;
      }
    }
    return false;
  }

  /// Merges as far as the pages at hand allow. True when the client's page is complete, false when some source
  /// [Source#needsPage] first.
  boolean merge() {
    while (true) {
      Source winner = null;
      for (Source source : sources) {
        if (source.needsPage()) {
          return false;
        }
        if (source.hasRecord && (winner == null || isBefore(source, winner))) {
          winner = source;
        }
      }
      if (winner == null) {
        return true;
      }
      PageReader record = winner.reader;
      if (record.state() == RecordState.VALUE) {
        if (merged.lengthBytes() >= PAGE_BYTES) {
          hasMore = true;
          return true;
        }
        merged.add(
            RecordState.VALUE, record.version(), record.buffer(), record.keyOffset(), record.keyLength(),
            record.buffer(), record.valueOffset() + StoredValue.HEADER_BYTES,
            Math.max(0, record.valueLength() - StoredValue.HEADER_BYTES));
      }
      skip(winner);
      if (merged.recordCount() == count) {
        return true;
      }
    }
  }

  /// Whether a source's record comes first: by key, and for one key by reconciliation.
  private static boolean isBefore(Source source, Source other) {
    int order = compareKeys(source.reader, other.reader);
    return order != 0
        ? order < 0
        : Reconciliation.beats(
            source.reader.state(), source.reader.version(), other.reader.state(), other.reader.version());
  }

  private static int compareKeys(PageReader a, PageReader b) {
    return KeyOrder.compare(a.buffer(), a.keyOffset(), a.keyLength(), b.buffer(), b.keyOffset(), b.keyLength());
  }

  /// Moves every source beyond the winner's key; the winner last, because its record is what the others compare with.
  private void skip(Source winner) {
    for (Source source : sources) {
      if (source != winner && source.hasRecord && compareKeys(source.reader, winner.reader) == 0) {
        source.advance();
      }
    }
    winner.advance();
  }
}
