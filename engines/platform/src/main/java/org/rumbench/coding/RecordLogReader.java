package org.rumbench.coding;

import static org.rumbench.coding.RecordLogDescriptor.FILE_HEADER_LENGTH;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Reads a record log ([RecordLogDescriptor], [BlockLogDescriptor]) unit by unit, from the first or from a known unit
/// on. One owner.
///
/// A torn end is an end; damage of what was durable is a [CorruptionException] with file and offset. Memory is bounded
/// by the read-ahead or the largest valid unit, never by a damaged length: what is longer than the read-ahead is summed
/// piece by piece before it is believed.
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

  private static final long SEARCH_BUDGET_BYTES = 4L << 30;

  private final LogWindow window;
  private final LogFraming framing;
  private long position = FILE_HEADER_LENGTH;
  private End end = End.NONE;

  private RecordLogReader(LogWindow window, LogFraming framing) {
    this.window = window;
    this.framing = framing;
  }

  /// Opens a log of units back to back and checks its header; reads count under `purpose`. A file too short to hold its
  /// header is an empty log (it was torn at birth); a header that is whole but wrong is a [CorruptionException].
  public static RecordLogReader open(StorageFile file, int magic, long logId, IoPurpose purpose) {
    return open(file, magic, logId, RecordLogDescriptor.FORMAT_VERSION, purpose);
  }

  /// As [#open(StorageFile, int, long, IoPurpose)], for a log of any format up to version `newest`.
  public static RecordLogReader open(StorageFile file, int magic, long logId, short newest, IoPurpose purpose) {
    LogWindow window = new LogWindow(ByteSource.of(file, purpose));
    RecordLogHeader header = window.header();
    if (header == null) {
      return torn(window, logId);
    }
    if (!header.isChecksumRight() || header.magic() != magic) {
      if (framings(window, logId, newest).anyMatch(RecordLogReader::isAnyDurable)) {
        throw new CorruptionException(
            file.name(), 0, "the header of a log with magic " + hex(magic), "magic " + hex(header.magic()));
      }
      return torn(window, logId);
    }
    if (header.version() < 1 || header.version() > newest) {
      throw new CorruptionException(
          file.name(), RecordLogDescriptor.FORMAT_VERSION_OFFSET, "format version " + newest + " or older",
          "version " + header.version());
    }
    if (header.logId() != logId) {
      throw new CorruptionException(
          file.name(), RecordLogDescriptor.LOG_ID_OFFSET, "log id " + logId, "log id " + header.logId());
    }
    if (!isSound(header)) {
      throw new CorruptionException(
          file.name(), RecordLogDescriptor.BLOCK_SHIFT_OFFSET, "the length of a block", "2^" + header.blockShift());
    }
    return new RecordLogReader(window, framing(window, logId, header.blockShift()));
  }

  /// A reader that looks for units of log `logId` whatever the header says. Where that is no header of a log up to
  /// version `newest`, it looks for them in the way in which most are found.
  public static RecordLogReader inspect(ByteSource source, long logId, short newest) {
    LogWindow window = new LogWindow(source);
    RecordLogHeader header = window.header();
    if (header != null && header.isChecksumRight() && header.version() <= newest && isSound(header)) {
      return new RecordLogReader(window, framing(window, logId, header.blockShift()));
    }
    List<LogFraming> possible = framings(window, logId, newest).toList();
    LogFraming best = possible.getFirst();
    long most = 0;
    for (LogFraming candidate : possible) {
      long found = possible.size() > 1 ? unitsIn(candidate) : 0;
      if (found > most) {
        best = candidate;
        most = found;
      }
    }
    return new RecordLogReader(window, best);
  }

  private static RecordLogReader torn(LogWindow window, long logId) {
    RecordLogReader reader = new RecordLogReader(window, framing(window, logId, 0));
    reader.end = End.TORN;
    return reader;
  }

  /// Whether version and length of a block belong together.
  private static boolean isSound(RecordLogHeader header) {
    return switch (header.version()) {
      case RecordLogDescriptor.FORMAT_VERSION -> header.blockShift() == 0;
      case BlockLogDescriptor.FORMAT_VERSION ->
          header.blockShift() > 0 && header.blockShift() < Integer.SIZE
              && BlockLogDescriptor.isBlockLength(1L << header.blockShift());
      default -> false;
    };
  }

  private static LogFraming framing(LogWindow window, long logId, int blockShift) {
    return blockShift == 0 ? new PlainFraming(window, logId) : new BlockFraming(window, logId, 1 << blockShift);
  }

  /// Every way in which the units of a log up to version `newest` can lie.
  private static Stream<LogFraming> framings(LogWindow window, long logId, short newest) {
    Stream<LogFraming> plain = Stream.of(0).map(shift -> framing(window, logId, shift));
    if (newest < BlockLogDescriptor.FORMAT_VERSION) {
      return plain;
    }
    int shortest = Integer.numberOfTrailingZeros(BlockLogDescriptor.MIN_BLOCK_BYTES);
    int longest = Integer.numberOfTrailingZeros(BlockLogDescriptor.MAX_BLOCK_BYTES);
    return Stream.concat(
        IntStream.rangeClosed(shortest, longest).mapToObj(shift -> framing(window, logId, shift)), plain);
  }

  private static boolean isAnyDurable(LogFraming framing) {
    return isAnyBehind(framing, FILE_HEADER_LENGTH, 0);
  }

  private static long unitsIn(LogFraming framing) {
    long count = 0;
    for (long at = 0; framing.unitBehind(at, SEARCH_BUDGET_BYTES); at = framing.unitEnd) {
      count++;
    }
    return count;
  }

  /// Moves to the unit at `offset`, or behind the padding there, an END unit too ([#isEndUnit]); false when there is
  /// none, which [#refusal] explains.
  public boolean unitAt(long offset) {
    return offset >= FILE_HEADER_LENGTH && isAt(framing.unitAt(offset));
  }

  /// Moves to the first unit at or behind `place`; false when there is none, or none was found before about
  /// `budgetBytes` were checked for being one.
  public boolean unitBehind(long place, long budgetBytes) {
    return isAt(framing.unitBehind(place, budgetBytes));
  }

  private boolean isAt(boolean isUnit) {
    if (isUnit) {
      position = framing.unitEnd;
    }
    return isUnit;
  }

  /// Why the last place that was looked at held no unit.
  public String refusal() {
    return framing.refusal();
  }

  /// Whether the present unit is the END unit.
  public boolean isEndUnit() {
    return framing.isEnd;
  }

  /// Goes on at a unit whose offset is known, such as a replay position.
  public void seek(long unitOffset) {
    if (unitOffset < FILE_HEADER_LENGTH) {
      throw new IllegalArgumentException("no unit starts at " + unitOffset);
    }
    if (unitOffset > window.fileLength()) {
      throw new CorruptionException(
          window.name(), unitOffset, "a unit", "the end of the file at " + window.fileLength());
    }
    position = unitOffset;
  }

  /// Moves to the next unit; false at the end, which [#end] then tells.
  public boolean next() {
    if (end != End.NONE) {
      return false;
    }
    if (!framing.unitAt(position)) {
      if (isAnyBehind(framing, position + 1, position)) {
        throw new CorruptionException(
            window.name(), position, "a unit that was durable", "bytes that are no unit, before a valid one");
      }
      end = End.TORN;
      return false;
    }
    position = framing.unitEnd;
    if (framing.isEnd) {
      end = End.CLOSED;
      return false;
    }
    return true;
  }

  /// Whether a valid unit at or behind `place` says that bytes beyond `hole` were durable when it was written.
  private static boolean isAnyBehind(LogFraming framing, long place, long hole) {
    for (long at = place; framing.unitBehind(at, Long.MAX_VALUE); at = framing.unitEnd) {
      if (framing.durableTo > hole) {
        return true;
      }
    }
    return false;
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
    return framing.unitOffset;
  }

  /// Length of the present unit, from its first byte in the file to its last.
  public int unitLength() {
    return (int) (framing.unitEnd - framing.unitOffset);
  }

  /// Of how many fragments the present unit is; 1 with units back to back.
  public int fragments() {
    return framing.fragments();
  }

  /// The present unit's sequence.
  public long sequence() {
    return framing.sequence;
  }

  /// How far the log was known durable when the present unit was written.
  public long durableToBytes() {
    return framing.durableTo;
  }

  /// The buffer that holds the present unit's payload; valid until the next call.
  public DirectBuffer payloadBuffer() {
    return framing.payloadBuffer();
  }

  /// Where the payload starts in [#payloadBuffer].
  public int payloadIndex() {
    return framing.payloadIndex;
  }

  /// The payload's length in bytes.
  public int payloadLength() {
    return framing.payloadLength;
  }

  /// Offset of the payload in the file.
  public long payloadOffset() {
    return framing.offsetOf(framing.payloadIndex);
  }

  /// Offset in the file of the byte at `index` of [#payloadBuffer].
  public long offsetOf(int index) {
    return framing.offsetOf(index);
  }

  /// Bytes that were summed so far: what finding the units, and the end, has cost.
  long summedBytes() {
    return framing.summedBytes;
  }

  private static String hex(int magic) {
    return "0x" + Integer.toHexString(magic);
  }
}
