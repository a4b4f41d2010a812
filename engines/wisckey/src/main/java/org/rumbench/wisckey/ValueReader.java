package org.rumbench.wisckey;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;

/// Follows pointers into the value log: one read per value, checked against the pointer's checksum and the key before
/// anything of it is given out. One owner; reusable, allocates nothing once its buffer has grown.
final class ValueReader {
  private final Checksum checksum = new Checksum();
  private final RecordView view = new RecordView();
  private final ValuePointer pointer = new ValuePointer();
  private final ReadResult pointerResult =
      new ReadResult(new UnsafeBuffer(new byte[ValuePointerDescriptor.LENGTH]));
  private UnsafeBuffer own = new UnsafeBuffer(new byte[4 * 1024]);

  /// Takes the pointer that is the value of a record in the tree; bytes that are none are damage of the tree.
  ValuePointer decode(DirectBuffer value, int offset, int length) {
    if (!pointer.decode(value, offset, length)) {
      throw new CorruptionException("the tree", 0, "a pointer of 16 bytes", length + " other bytes");
    }
    return pointer;
  }

  /// Room for the tree's answer where the caller's buffer does not even hold a pointer.
  ReadResult pointerResult() {
    return pointerResult;
  }

  /// The pointer last decoded.
  ValuePointer pointer() {
    return pointer;
  }

  /// A buffer that holds the record of the pointer last decoded: `preferred` when it is large enough, else an own one.
  UnsafeBuffer bufferFor(@Nullable UnsafeBuffer preferred) {
    int needed = pointer.length();
    if (preferred != null && preferred.capacity() >= needed) {
      return preferred;
    }
    if (own.capacity() < needed) {
      own = new UnsafeBuffer(new byte[Math.max(needed, 2 * own.capacity())]);
    }
    return own;
  }

  /// Reads the record that the pointer last decoded leads to, in one of `segments`, into an own buffer; valid until the
  /// next call. Failures as of [#read].
  RecordView follow(
      SegmentSet segments, DirectBuffer key, int keyOffset, int keyLength, long version, IoPurpose purpose) {
    ValueLogSegment segment = segments.find(pointer.segment());
    if (segment == null) {
      throw missing();
    }
    return read(segment, bufferFor(null), key, keyOffset, keyLength, version, purpose);
  }

  /// Reads the record that the pointer last decoded leads to into `target` from index 0. The view is valid until
  /// `target` changes. Anything but the value of that key and version is a [CorruptionException].
  RecordView read(
      ValueLogSegment segment,
      UnsafeBuffer target,
      DirectBuffer key,
      int keyOffset,
      int keyLength,
      long version,
      IoPurpose purpose) {
    int length = pointer.length();
    if (pointer.offset() + (long) length > segment.endBytes()) {
      throw damage(segment, "a record of " + length + " bytes", "the end of the segment at " + segment.endBytes());
    }
    segment.file().read(pointer.offset(), target, 0, length, purpose);
    int sum = checksum.reset().update(target, 0, length).value();
    if (sum != pointer.checksum()) {
      throw damage(
          segment, "checksum " + Integer.toHexString(pointer.checksum()), "checksum " + Integer.toHexString(sum));
    }
    if (view.wrap(target, 0, length) != length || view.kind() != RecordKind.VALUE || view.isPointer()) {
      throw damage(segment, "one record with a value", "something else");
    }
    boolean isSameKey =
        KeyOrder.compare(target, view.keyOffset(), view.keyLength(), key, keyOffset, keyLength) == 0;
    if (!isSameKey || view.version() != version) {
      throw damage(segment, "the record that the tree points to", "the record of another key or version");
    }
    return view;
  }

  private CorruptionException damage(ValueLogSegment segment, String expected, String found) {
    return new CorruptionException(segment.file().name(), pointer.offset(), expected, found);
  }

  /// The failure of a pointer whose segment does not exist.
  CorruptionException missing() {
    return new CorruptionException(
        ValueLogDescriptor.nameOf(pointer.segment(), false), pointer.offset(), "a segment of the store, head or collected",
        "no such segment");
  }
}
