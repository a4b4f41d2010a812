package org.rumbench.dump;

import static org.rumbench.coding.RecordLogDescriptor.FILE_HEADER_LENGTH;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.RecordLogHeader;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;

/// Shows a record log ([RecordLogDescriptor]): header, units and end are the same in all of them, what is in a unit is
/// the format's to show.
public final class RecordLogDump {
  /// What a log without an END unit is.
  public enum Ending {
    /// A log that was not closed, which a crash leaves.
    MAY_BE_OPEN,
    /// Damage: such a file is named on the device only when it is complete.
    MUST_BE_CLOSED
  }

  /// Shows what is in one unit.
  @FunctionalInterface
  public interface Payload {
    /// The unit that `unit` stands at, which has passed its checksum. What it finds wrong in it all the same is damage
    /// or a [CorruptionException].
    void dump(RecordLogReader unit, DumpSink sink);
  }

  /// Says that a file's name tells no log id.
  public static final long NO_ID = Long.MIN_VALUE;

  private static final long SEARCH_BUDGET_BYTES = 4L << 30;

  private final ByteSource source;
  private final DumpSink sink;
  private final short newest;
  private final Payload payload;
  private final long length;

  private RecordLogDump(ByteSource source, DumpSink sink, short newest, Payload payload) {
    this.source = source;
    this.sink = sink;
    this.newest = newest;
    this.payload = payload;
    this.length = source.lengthBytes();
  }

  /// Whether a file begins with the header of a log with this magic, as far as the magic goes.
  public static boolean recognises(DirectBuffer head, int length, int magic) {
    return length >= Integer.BYTES && head.getInt(RecordLogDescriptor.MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN) == magic;
  }

  /// Shows a log of units back to back. `namedId` is the log id that the file's name tells, or [#NO_ID].
  public static void dump(
      ByteSource source, DumpSink sink, int magic, long namedId, Ending ending, Payload payload) {
    dump(source, sink, magic, RecordLogDescriptor.FORMAT_VERSION, namedId, ending, payload);
  }

  /// Shows a log of any format up to version `newest`.
  public static void dump(
      ByteSource source, DumpSink sink, int magic, short newest, long namedId, Ending ending, Payload payload) {
    new RecordLogDump(source, sink, newest, payload).run(magic, namedId, ending);
  }

  private void run(int magic, long namedId, Ending ending) {
    if (length < FILE_HEADER_LENGTH) {
      sink.damage(0, length + " bytes: too few for a header of " + FILE_HEADER_LENGTH + ", torn at birth");
      return;
    }
    long logId = header(magic, namedId);
    RecordLogReader reader = RecordLogReader.inspect(source, logId, newest);
    units(reader, ending);
  }

  /// Shows the header; returns the log id that the units should have.
  private long header(int magic, long namedId) {
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[FILE_HEADER_LENGTH]);
    source.read(0, bytes, 0, FILE_HEADER_LENGTH);
    RecordLogHeader header = RecordLogHeader.decode(bytes, 0);
    if (!header.isChecksumRight()) {
      sink.damage(0, "another checksum of the header: " + KeyText.hex(bytes, 0, FILE_HEADER_LENGTH));
    } else {
      String blocks = header.blockShift() == 0 ? "" : " in blocks of 2^" + header.blockShift() + " bytes";
      sink.part(0, "header", "magic " + bytes.getStringWithoutLengthAscii(0, Integer.BYTES),
          "format " + header.version() + blocks, "log " + header.logId(), "checksum ok");
      if (header.magic() != magic) {
        sink.damage(RecordLogDescriptor.MAGIC_OFFSET, "another magic than 0x" + Integer.toHexString(magic));
      }
      if (header.version() < 1 || header.version() > newest) {
        sink.damage(RecordLogDescriptor.FORMAT_VERSION_OFFSET,
            "format version " + header.version() + " instead of " + newest);
      }
      if (namedId != NO_ID && header.logId() != namedId) {
        sink.damage(RecordLogDescriptor.LOG_ID_OFFSET,
            "log id " + header.logId() + " in a file named for " + namedId);
      }
    }
    if (!header.isReservedZero()) {
      sink.damage(RecordLogDescriptor.HEADER_RESERVED_OFFSET, "reserved bytes that are not 0 (they mean nothing)");
    }
    return header.isChecksumRight() || namedId == NO_ID ? header.logId() : namedId;
  }

  private void units(RecordLogReader reader, Ending ending) {
    long at = FILE_HEADER_LENGTH;
    while (at < length) {
      if (!reader.unitAt(at)) {
        if (firstNonZero(at) == length) {
          open(at, ending);
          return;
        }
        long next = behindDamage(reader, at);
        if (next < 0) {
          return;
        }
        at = next;
        continue;
      }
      padding(at, reader.unitOffset());
      if (reader.isEndUnit()) {
        sink.part(reader.unitOffset(), "end", "seq " + reader.sequence(), "checksum ok");
        behindTheEnd(reader.positionBytes());
        return;
      }
      unit(reader);
      at = reader.positionBytes();
    }
    open(length, ending);
  }

  /// What is between two units of which a block's end keeps the second from following the first.
  private void padding(long from, long to) {
    long at = firstNonZero(from, to);
    if (at < to) {
      sink.damage(at, "padding that is not 0 (it means nothing)");
    }
  }

  /// At `at` the units end without an END unit; zeros may follow.
  private void open(long at, Ending ending) {
    String zeros = at < length ? length - at + " bytes reserved" : "nothing follows";
    switch (ending) {
      case MAY_BE_OPEN -> sink.part(at, "open", zeros, "no END unit: the log was not closed");
      case MUST_BE_CLOSED -> sink.damage(at, "no END unit: the file is not complete; " + zeros);
    }
  }

  private void unit(RecordLogReader reader) {
    String pieces = reader.fragments() == 1 ? "" : " in " + reader.fragments() + " fragments";
    sink.part(reader.unitOffset(), "unit", reader.payloadLength() + " bytes" + pieces, "seq " + reader.sequence(),
        "durable to " + reader.durableToBytes(), "checksum ok");
    try {
      payload.dump(reader, sink);
    } catch (CorruptionException e) {
      sink.damage(reader.payloadOffset(), "a unit with the right checksum and wrong content: " + e.getMessage());
    }
  }

  /// Names what is at `at` instead of a unit; returns where the next one is, -1 for nowhere.
  private long behindDamage(RecordLogReader reader, long at) {
    String reason = reader.refusal();
    if (reader.unitBehind(at + 1, SEARCH_BUDGET_BYTES)) {
      long next = reader.unitOffset();
      sink.damage(at, reason + "; " + (next - at) + " bytes are no unit; the next one is at " + next
          + (reader.durableToBytes() > at ? " and says that these were durable" : ""));
      return next;
    }
    sink.damage(at, reason + "; torn: no unit was found in the " + (length - at) + " bytes to the end");
    return -1;
  }

  private void behindTheEnd(long end) {
    long firstNonZero = firstNonZero(end);
    if (firstNonZero < length) {
      sink.damage(firstNonZero, length - firstNonZero + " bytes behind the END unit");
    } else if (end < length) {
      sink.part(end, "zeros", length - end + " bytes reserved");
    }
  }

  /// Offset of the first byte at or behind `from` that is not 0; the length when there is none.
  private long firstNonZero(long from) {
    return firstNonZero(from, length);
  }

  private long firstNonZero(long from, long to) {
    UnsafeBuffer chunk = new UnsafeBuffer(new byte[(int) Math.min(64 * 1024, to - from)]);
    for (long at = from; at < to; at += chunk.capacity()) {
      int count = (int) Math.min(chunk.capacity(), to - at);
      source.read(at, chunk, 0, count);
      for (int i = 0; i < count; i++) {
        if (chunk.getByte(i) != 0) {
          return at + i;
        }
      }
    }
    return to;
  }

  /// Shows a unit that is records back to back ([org.rumbench.engine.RecordDescriptor]), the first with the unit's
  /// sequence, the others one more each. Returns how many there are.
  public static int records(RecordLogReader unit, DumpSink sink) {
    return records(unit, sink, true);
  }

  /// As [#records(RecordLogReader, DumpSink)]; without `hasSequences` those of the units mean nothing.
  public static int records(RecordLogReader unit, DumpSink sink, boolean hasSequences) {
    RecordView view = new RecordView();
    int at = unit.payloadIndex();
    int limit = at + unit.payloadLength();
    int count = 0;
    while (at < limit) {
      long offset = unit.offsetOf(at);
      int end = view.wrap(unit.payloadBuffer(), at, limit);
      if (end < 0) {
        sink.damage(offset, "no record in the last " + (limit - at) + " bytes of a unit with the right checksum");
        return count;
      }
      RecordKind kind = view.kind();
      sink.record(offset, kind, view.isPointer(), view.version(), hasSequences ? unit.sequence() + count : -1,
          view.expiryMillis(),
          KeyText.of(view.buffer(), view.keyOffset(), view.keyLength()),
          sink.valueOf(kind, view.isPointer(), view.buffer(), view.valueOffset(), view.valueLength()));
      at = end;
      count++;
    }
    return count;
  }
}
