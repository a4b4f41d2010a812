package org.rumbench.wisckey;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.ManifestAttachment;
import org.rumbench.storage.CorruptionException;

/// What the tree's manifest says of the value log's segments. Any thread.
///
/// An edit is a sequence of entries (little-endian): PUT (code 1, then a [SegmentAttachment]), DROPPED (code 2, segment
/// id, bytes that pointers no longer lead to), REMOVED (code 3, segment id).
///
/// An edit takes effect here when it is made, before it is written. That is safe, because each is made only when what
/// it says is true on the device already, and needed, because a new manifest may begin between its record and the news
/// that the record is durable. Edits are made in the order in which the manifest has them.
///
/// What flushes of a recovery drop from segments that only this recovery puts is kept until then, in the manifest too:
/// a recovery that is interrupted leaves its tables, and the next one reads the same log.
final class SegmentCatalog implements ManifestAttachment {
  private static final byte PUT = 1;
  private static final byte DROPPED = 2;
  private static final byte REMOVED = 3;
  private static final int DROPPED_LENGTH = 13;
  private static final int REMOVED_LENGTH = 5;

  private final TreeMap<Integer, SegmentAttachment> segments = new TreeMap<>();
  private final TreeMap<Integer, Long> earlyDrops = new TreeMap<>();
  private @Nullable ValueLog log;

  /// The segments known, by id.
  synchronized SortedMap<Integer, SegmentAttachment> segments() {
    return new TreeMap<>(segments);
  }

  synchronized @Nullable SegmentAttachment find(int id) {
    return segments.get(id);
  }

  /// The segments in use from now on; before, there is only what the manifest said.
  synchronized void follow(ValueLog opened) {
    log = opened;
    earlyDrops.clear();
  }

  /// Bytes that flushes of recovery dropped from a segment that was not put yet.
  synchronized long earlyDrops(int id) {
    return earlyDrops.getOrDefault(id, 0L);
  }

  @Override
  public synchronized byte[] snapshot() {
    ValueLog present = log;
    if (present != null) {
      Edit edit = new Edit();
      present.current().segments().forEach(edit::put);
      make(edit);
    }
    Edit drops = new Edit();
    earlyDrops.forEach(drops::dropped);
    return bytes(segments.values(), drops);
  }

  /// Applies a new edit and returns its bytes for the manifest. A segment that was put as sealed once is never put
  /// again: it would come back after its removal. A head so new that it is not anchored is left out: a power cut may lose
  /// its name or the end of the log before it, and nothing flushed points into it yet.
  synchronized byte[] make(Edit edit) {
    List<SegmentAttachment> puts = new ArrayList<>();
    for (ValueLogSegment segment : edit.puts) {
      SegmentAttachment known = segment.isAttached() ? segments.get(segment.id()) : null;
      if (known != null && known.liveBytes() != segment.liveBytes()) {
        // The output of a collection, put before its moves were durable and counted.
        edit.dropped(segment.id(), known.liveBytes() - segment.liveBytes());
      } else if (segment.isAnchored() && !segment.isAttached()) {
        SegmentAttachment put = segment.attachment();
        puts.add(put);
        segments.put(put.id(), put);
        if (put.isSealed()) {
          segment.markAttached();
        }
      }
    }
    edit.drops.forEach(this::drop);
    edit.removes.forEach(segments::remove);
    return bytes(puts, edit);
  }

  private void drop(int id, long bytes) {
    if (log == null && !segments.containsKey(id)) {
      earlyDrops.merge(id, bytes, Long::sum);
    }
    segments.computeIfPresent(
        id,
        (key, now) ->
            new SegmentAttachment(
                id, now.isCollected(), now.isSealed(), now.endBytes(), now.payloadBytes(), now.liveBytes() - bytes,
                now.lowestVersion()));
  }

  @Override
  public synchronized void onRecovered(DirectBuffer source, int offset, int length) {
    read(source, offset, length, new Entries() {
      @Override
      public void onPut(SegmentAttachment put) {
        segments.put(put.id(), put);
        earlyDrops.remove(put.id());
      }

      @Override
      public void onDropped(int segment, long bytes) {
        drop(segment, bytes);
      }

      @Override
      public void onRemoved(int segment) {
        segments.remove(segment);
      }
    });
  }

  /// Receives the entries of an edit.
  interface Entries {
    void onPut(SegmentAttachment put);

    void onDropped(int segment, long bytes);

    void onRemoved(int segment);
  }

  /// Reads the entries of an edit in their order.
  static void read(DirectBuffer source, int offset, int length, Entries entries) {
    int at = offset;
    int limit = offset + length;
    while (at < limit) {
      byte code = source.getByte(at);
      int size =
          code == PUT ? 1 + SegmentAttachment.LENGTH : code == DROPPED ? DROPPED_LENGTH : code == REMOVED ? REMOVED_LENGTH : -1;
      if (size < 0 || at + size > limit) {
        throw new CorruptionException("manifest", at, "an edit of value-log segments", "entry code " + code);
      }
      if (code == PUT) {
        entries.onPut(SegmentAttachment.decode(source, at + 1));
      } else if (code == DROPPED) {
        entries.onDropped(
            source.getInt(at + 1, ByteOrder.LITTLE_ENDIAN), source.getLong(at + 5, ByteOrder.LITTLE_ENDIAN));
      } else {
        entries.onRemoved(source.getInt(at + 1, ByteOrder.LITTLE_ENDIAN));
      }
      at += size;
    }
  }

  private static byte[] bytes(Collection<SegmentAttachment> puts, Edit edit) {
    ExpandableArrayBuffer target = new ExpandableArrayBuffer();
    int at = 0;
    for (SegmentAttachment put : puts) {
      target.putByte(at, PUT);
      put.encode(target, at + 1);
      at += 1 + SegmentAttachment.LENGTH;
    }
    for (Map.Entry<Integer, Long> drop : edit.drops.entrySet()) {
      target.putByte(at, DROPPED);
      target.putInt(at + 1, drop.getKey(), ByteOrder.LITTLE_ENDIAN);
      target.putLong(at + 5, drop.getValue(), ByteOrder.LITTLE_ENDIAN);
      at += DROPPED_LENGTH;
    }
    for (int removed : edit.removes) {
      target.putByte(at, REMOVED);
      target.putInt(at + 1, removed, ByteOrder.LITTLE_ENDIAN);
      at += REMOVED_LENGTH;
    }
    byte[] bytes = new byte[at];
    target.getBytes(0, bytes);
    return bytes;
  }

  /// An edit being put together. One owner.
  static final class Edit {
    private final List<ValueLogSegment> puts = new ArrayList<>();
    private final TreeMap<Integer, Long> drops = new TreeMap<>();
    private final List<Integer> removes = new ArrayList<>();

    /// States everything about a segment, as it is when the edit is made.
    Edit put(ValueLogSegment segment) {
      puts.add(segment);
      return this;
    }

    /// Pointers to `bytes` of records went.
    Edit dropped(int id, long bytes) {
      drops.merge(id, bytes, Long::sum);
      return this;
    }

    /// The segment is gone.
    Edit removed(int id) {
      removes.add(id);
      return this;
    }
  }
}
