package org.rumbench.wisckey;

import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.lsm.FileNumbers;

/// The layout of the value log: segment files, each a record log ([RecordLogDescriptor]) whose log id is the segment's.
///
/// *Head segments* (`000012.vlog`) take batches in order of arrival: a unit's payload is the batch's records
/// ([org.rumbench.engine.RecordDescriptor]) back to back, its sequence that of the first. A record whose value is a
/// pointer tells of a value that garbage collection moved. A unit without records says that every earlier head segment
/// was durable when it was written.
///
/// *Collected segments* (`000013.vgc`) take the values that garbage collection keeps, records back to back in units.
/// They are never replayed: a moved value counts only through the pointer record in a head segment or in the tree.
///
/// Both kinds draw their ids from the store's file numbers, which are never used twice.
public final class ValueLogDescriptor {
  /// `RVLH`: magic of a head segment.
  public static final int HEAD_MAGIC = 0x484c5652;
  /// `RVLC`: magic of a collected segment.
  public static final int COLLECTED_MAGIC = 0x434c5652;
  /// Extension of head segments.
  public static final String HEAD_EXTENSION = "vlog";
  /// Extension of collected segments.
  public static final String COLLECTED_EXTENSION = "vgc";
  /// Largest option `segmentBytes`, so that offsets fit 32 bits whatever the last batch adds.
  public static final long MAX_SEGMENT_BYTES = 1L << 30;

  private ValueLogDescriptor() {}

  /// The magic of a segment of that kind.
  public static int magicOf(boolean isCollected) {
    return isCollected ? COLLECTED_MAGIC : HEAD_MAGIC;
  }

  /// The file name of a segment.
  public static String nameOf(int id, boolean isCollected) {
    return FileNumbers.name(id, isCollected ? COLLECTED_EXTENSION : HEAD_EXTENSION);
  }

  /// The id in the name of a segment of that kind, or -1 when it is no such name.
  public static int idOf(String name, boolean isCollected) {
    long number = FileNumbers.parse(name, isCollected ? COLLECTED_EXTENSION : HEAD_EXTENSION);
    return number >= 1 && number <= Integer.MAX_VALUE ? (int) number : -1;
  }

  /// A place in the log as the tree's manifest keeps it: later places are larger, 0 is the beginning.
  public static long position(int segment, long offset) {
    return ((long) segment << 32) | offset;
  }

  /// The segment of a [#position].
  public static int segmentOf(long position) {
    return (int) (position >>> 32);
  }

  /// The offset of a [#position].
  public static long offsetOf(long position) {
    return position & 0xffffffffL;
  }
}
