package org.rumbench.coding;

import static org.rumbench.coding.RecordLogDescriptor.FILE_HEADER_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.MAX_PAYLOAD_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.MAX_UNIT_HEADER_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.SEQUENCE_OFFSET;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_END;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_OFFSET;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_UNIT;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Reads a record log ([RecordLogDescriptor]) unit by unit, from the first or from a known unit on. One owner.
///
/// A torn end is an end; damage of what was durable is a [CorruptionException] with file and offset. Memory is bounded
/// by the read-ahead or the largest valid unit, never by a damaged length: the checksum of what is longer than the
/// read-ahead is taken piece by piece before it is believed.
///
/// [#next] is for recovery. Whoever looks at a damaged log opens it by [#inspect] and goes by [#unitAt] and
/// [#unitBehind].
public final class RecordLogReader {
  /// How a log ended.
  public enum End {
    /// Not reached yet.
    NONE,
    /// With an END unit: the log was closed.
    CLOSED,
    /// After the last whole unit; nothing, zeros or a torn unit follows.
    TORN
  }

  private static final int READ_AHEAD_LENGTH = 256 * 1024;

  private final ByteSource file;
  private final long logId;
  private final long fileLength;
  private final Checksum checksum = new Checksum();
  private final UnsafeBuffer window;
  private long windowOffset;
  private int windowLength;
  private long position;
  private End end = End.NONE;
  private String refusal = "";
  private long checkedBytes;

  private long unitOffset;
  private byte unitType;
  private long unitSequence;
  private int payloadIndex;
  private int payloadLength;
  private long unitDurableTo;
  private int unitLength;

  private RecordLogReader(ByteSource file, long logId) {
    this.file = file;
    this.logId = logId;
    this.fileLength = file.lengthBytes();
    this.position = FILE_HEADER_LENGTH;
    this.window = new UnsafeBuffer(new byte[Math.clamp(fileLength, FILE_HEADER_LENGTH, READ_AHEAD_LENGTH)]);
  }

  /// Opens a log and checks its header; reads count under `purpose`. A file too short to hold its header is an empty
  /// log (it was torn at birth); a header that is whole but wrong is a [CorruptionException].
  public static RecordLogReader open(StorageFile file, int magic, long logId, IoPurpose purpose) {
    RecordLogReader reader = new RecordLogReader(ByteSource.of(file, purpose), logId);
    if (reader.fileLength < FILE_HEADER_LENGTH) {
      reader.end = End.TORN;
      return reader;
    }
    reader.ensure(0, FILE_HEADER_LENGTH);
    RecordLogHeader header = RecordLogHeader.decode(reader.window, 0);
    if (!header.isChecksumRight() || header.magic() != magic) {
      if (reader.isAnyUnitBehind(FILE_HEADER_LENGTH - 1L, 0)) {
        throw new CorruptionException(
            file.name(), 0, "the header of a log with magic " + hex(magic), "magic " + hex(header.magic()));
      }
      reader.end = End.TORN;
      return reader;
    }
    if (header.version() != RecordLogDescriptor.FORMAT_VERSION) {
      throw new CorruptionException(
          file.name(),
          RecordLogDescriptor.FORMAT_VERSION_OFFSET,
          "format version " + RecordLogDescriptor.FORMAT_VERSION,
          "version " + header.version());
    }
    if (header.logId() != logId) {
      throw new CorruptionException(
          file.name(), RecordLogDescriptor.LOG_ID_OFFSET, "log id " + logId, "log id " + header.logId());
    }
    return reader;
  }

  /// A reader that looks for units of log `logId` whatever the header says.
  public static RecordLogReader inspect(ByteSource source, long logId) {
    return new RecordLogReader(source, logId);
  }

  /// Moves to the unit at `offset`, an END unit too ([#isEndUnit]); false when there is none, which [#refusal] explains.
  public boolean unitAt(long offset) {
    if (offset < FILE_HEADER_LENGTH || !parse(offset)) {
      return false;
    }
    position = offset + unitLength;
    return true;
  }

  /// Moves to the first unit at or behind `place`; false when there is none, or none was found before about
  /// `budgetBytes` were checked for being one.
  public boolean unitBehind(long place, long budgetBytes) {
    checkedBytes = 0;
    for (long at = Math.max(place, FILE_HEADER_LENGTH); at + SEQUENCE_OFFSET < fileLength; at++) {
      if (unitAt(at)) {
        return true;
      }
      if (checkedBytes++ > budgetBytes) {
        return false;
      }
    }
    return false;
  }

  /// Why the last place that was looked at held no unit.
  public String refusal() {
    return refusal;
  }

  /// Whether the present unit is the END unit.
  public boolean isEndUnit() {
    return unitType == TYPE_END;
  }

  /// Goes on at a unit whose offset is known, such as a replay position.
  public void seek(long unitOffset) {
    if (unitOffset < FILE_HEADER_LENGTH) {
      throw new IllegalArgumentException("no unit starts at " + unitOffset);
    }
    if (unitOffset > fileLength) {
      throw new CorruptionException(file.name(), unitOffset, "a unit", "the end of the file at " + fileLength);
    }
    position = unitOffset;
  }

  /// Moves to the next unit; false at the end, which [#end] then tells.
  public boolean next() {
    if (end != End.NONE) {
      return false;
    }
    if (!parse(position)) {
      if (isAnyUnitBehind(position, position)) {
        throw new CorruptionException(
            file.name(), position, "a unit that was durable", "bytes that are no unit, before a valid one");
      }
      end = End.TORN;
      return false;
    }
    position += unitLength;
    if (unitType == TYPE_END) {
      end = End.CLOSED;
      return false;
    }
    return true;
  }

  /// How the log ended.
  public End end() {
    return end;
  }

  /// Offset behind the last valid unit: where a torn log ends.
  public long positionBytes() {
    return position;
  }

  /// Offset of the present unit.
  public long unitOffset() {
    return unitOffset;
  }

  /// Length of the present unit, header included.
  public int unitLength() {
    return unitLength;
  }

  /// The present unit's sequence.
  public long sequence() {
    return unitSequence;
  }

  /// How far the log was known durable when the present unit was written.
  public long durableToBytes() {
    return unitDurableTo;
  }

  /// The buffer that holds the present unit's payload; valid until the next call.
  public DirectBuffer payloadBuffer() {
    return window;
  }

  /// Where the payload starts in [#payloadBuffer].
  public int payloadIndex() {
    return payloadIndex;
  }

  /// The payload's length in bytes.
  public int payloadLength() {
    return payloadLength;
  }

  /// Offset of the payload in the file.
  public long payloadOffset() {
    return windowOffset + payloadIndex;
  }

  /// Parses the unit at `at`; false when there is none. On success its payload is in the window.
  private boolean parse(long at) {
    int headerBound = (int) Math.min(MAX_UNIT_HEADER_LENGTH, fileLength - at);
    if (headerBound <= SEQUENCE_OFFSET) {
      return refuse("too few bytes for a unit");
    }
    ensure(at, headerBound);
    int index = (int) (at - windowOffset);
    int limit = index + headerBound;
    byte type = window.getByte(index + TYPE_OFFSET);
    if (type != TYPE_UNIT && type != TYPE_END) {
      return refuse("no type of a unit");
    }
    int cursor = index + SEQUENCE_OFFSET;
    int size = Varint.sizeAt(window, cursor, limit);
    if (size < 0) {
      return refuse("a sequence that does not end");
    }
    final long sequence = Varint.getLong(window, cursor);
    cursor += size;
    size = Varint.sizeAt(window, cursor, limit);
    if (size < 0) {
      return refuse("a length that does not end");
    }
    int length = Varint.getInt(window, cursor);
    cursor += size;
    size = Varint.sizeAt(window, cursor, limit);
    if (size < 0) {
      return refuse("a durable distance that does not end");
    }
    long distance = Varint.getLong(window, cursor);
    cursor += size;
    int headerLength = cursor - index;
    if (length < 0 || length > MAX_PAYLOAD_LENGTH || at + headerLength + length > fileLength) {
      return refuse("a length beyond the end of the file");
    }
    if (distance < 0 || distance > at) {
      return refuse("a durable distance beyond the beginning of the file");
    }
    int stored = window.getInt(index, ByteOrder.LITTLE_ENDIAN);
    if (sumOf(at, headerLength + length) != stored) {
      return refuse("another checksum");
    }
    ensure(at, headerLength + length);
    unitOffset = at;
    unitType = type;
    unitSequence = sequence;
    payloadIndex = (int) (at - windowOffset) + headerLength;
    payloadLength = length;
    unitLength = headerLength + length;
    unitDurableTo = at - distance;
    return true;
  }

  private boolean refuse(String reason) {
    refusal = reason;
    return false;
  }

  /// The checksum of a unit of `length` bytes at `at`, taken without more room than the window has.
  private int sumOf(long at, int length) {
    checkedBytes += length;
    if (length <= window.capacity()) {
      ensure(at, length);
    }
    checksum.reset().updateLong(logId).updateLong(at);
    long end = at + length;
    for (long next = at + TYPE_OFFSET; next < end; ) {
      int piece = (int) Math.min(window.capacity(), end - next);
      ensure(next, piece);
      checksum.update(window, (int) (next - windowOffset), piece);
      next += piece;
    }
    return checksum.value();
  }

  /// Whether a valid unit behind `place` says that bytes beyond `hole` were durable when it was written. Goes from unit
  /// to unit, byte by byte only where there is none.
  private boolean isAnyUnitBehind(long place, long hole) {
    long known = position;
    boolean isFound = false;
    for (long at = place + 1; !isFound && unitBehind(at, Long.MAX_VALUE); at = position) {
      isFound = unitDurableTo > hole;
    }
    position = known;
    return isFound;
  }

  /// Has `length` bytes at `at` in the window.
  private void ensure(long at, int length) {
    if (at >= windowOffset && at + length <= windowOffset + windowLength) {
      return;
    }
    if (window.capacity() < length) {
      window.wrap(new byte[length]);
    }
    int toRead = (int) Math.min(window.capacity(), fileLength - at);
    file.read(at, window, 0, toRead);
    windowOffset = at;
    windowLength = toRead;
  }

  private static String hex(int magic) {
    return "0x" + Integer.toHexString(magic);
  }
}
