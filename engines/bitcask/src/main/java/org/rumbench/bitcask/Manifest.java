package org.rumbench.bitcask;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The list of segments as it was published last.
///
/// @param firstUnlistedId segments from this id on may hold acknowledged writes although they are not listed
/// @param nextSequence    no record has this sequence or a higher one, except in unlisted segments
/// @param highestVersion  the highest version ever stored, except in unlisted segments
/// @param segments        sealed segments, then open ones, each ascending by id
record Manifest(int firstUnlistedId, long nextSequence, long highestVersion, List<Entry> segments) {
  /// A segment. One that is open (active, or waiting to be sealed) is told so that its loss cannot pass for a torn end:
  /// merges have dropped older records for the sake of those in it.
  ///
  /// @param id          its id
  /// @param isMerged    whether a merge wrote it
  /// @param isOpen      whether it is not sealed yet
  /// @param lengthBytes length of its file; of an open one what was durable at least
  record Entry(int id, boolean isMerged, boolean isOpen, long lengthBytes) {}

  static UnsafeBuffer encode(int firstUnlistedId, long nextSequence, long highestVersion, List<Entry> segments) {
    UnsafeBuffer payload =
        new UnsafeBuffer(
            new byte[ManifestDescriptor.SEGMENTS_OFFSET + segments.size() * ManifestDescriptor.SEGMENT_LENGTH]);
    payload.putLong(ManifestDescriptor.FIRST_UNLISTED_OFFSET, firstUnlistedId, ByteOrder.LITTLE_ENDIAN);
    payload.putLong(ManifestDescriptor.NEXT_SEQUENCE_OFFSET, nextSequence, ByteOrder.LITTLE_ENDIAN);
    payload.putLong(ManifestDescriptor.HIGHEST_VERSION_OFFSET, highestVersion, ByteOrder.LITTLE_ENDIAN);
    payload.putInt(ManifestDescriptor.COUNT_OFFSET, segments.size(), ByteOrder.LITTLE_ENDIAN);
    int at = ManifestDescriptor.SEGMENTS_OFFSET;
    for (Entry segment : segments) {
      int flags =
          (segment.isMerged ? ManifestDescriptor.FLAG_MERGED : 0) | (segment.isOpen ? ManifestDescriptor.FLAG_OPEN : 0);
      payload.putInt(at + ManifestDescriptor.SEGMENT_ID_OFFSET, segment.id, ByteOrder.LITTLE_ENDIAN);
      payload.putByte(at + ManifestDescriptor.SEGMENT_FLAGS_OFFSET, (byte) flags);
      payload.putLong(
          at + ManifestDescriptor.SEGMENT_LENGTH_OFFSET, segment.lengthBytes, ByteOrder.LITTLE_ENDIAN);
      at += ManifestDescriptor.SEGMENT_LENGTH;
    }
    return payload;
  }

  /// Reads the published manifest; null when `storage` has none. A manifest was durable before it was published, so
  /// anything but a whole one is damage.
  static @Nullable Manifest read(Storage storage) {
    if (!storage.list().contains(ManifestDescriptor.FILE_NAME)) {
      return null;
    }
    StorageFile file = storage.open(ManifestDescriptor.FILE_NAME, IoPurpose.RECOVERY);
    try {
      RecordLogReader reader =
          RecordLogReader.open(file, ManifestDescriptor.MAGIC, ManifestDescriptor.LOG_ID, IoPurpose.RECOVERY);
      boolean isWhole = reader.next();
      Manifest manifest = isWhole ? decode(reader) : null;
      if (manifest == null || reader.next() || reader.end() != RecordLogReader.End.CLOSED) {
        throw new CorruptionException(
            ManifestDescriptor.FILE_NAME, reader.positionBytes(), "one whole unit and the end", "something else");
      }
      return manifest;
    } finally {
      file.release();
    }
  }

  /// The manifest in the unit that `reader` stands at; null when it is none.
  static @Nullable Manifest decode(RecordLogReader reader) {
    DirectBuffer payload = reader.payloadBuffer();
    int at = reader.payloadIndex();
    if (reader.payloadLength() < ManifestDescriptor.SEGMENTS_OFFSET) {
      return null;
    }
    int count = payload.getInt(at + ManifestDescriptor.COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN);
    if (count < 0
        || reader.payloadLength()
            != ManifestDescriptor.SEGMENTS_OFFSET + (long) count * ManifestDescriptor.SEGMENT_LENGTH) {
      return null;
    }
    List<Entry> segments = new ArrayList<>(count);
    int entry = at + ManifestDescriptor.SEGMENTS_OFFSET;
    for (int i = 0; i < count; i++) {
      int flags = payload.getByte(entry + ManifestDescriptor.SEGMENT_FLAGS_OFFSET);
      segments.add(
          new Entry(
              payload.getInt(entry + ManifestDescriptor.SEGMENT_ID_OFFSET, ByteOrder.LITTLE_ENDIAN),
              (flags & ManifestDescriptor.FLAG_MERGED) != 0,
              (flags & ManifestDescriptor.FLAG_OPEN) != 0,
              payload.getLong(entry + ManifestDescriptor.SEGMENT_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN)));
      entry += ManifestDescriptor.SEGMENT_LENGTH;
    }
    return new Manifest(
        (int) payload.getLong(at + ManifestDescriptor.FIRST_UNLISTED_OFFSET, ByteOrder.LITTLE_ENDIAN),
        payload.getLong(at + ManifestDescriptor.NEXT_SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN),
        payload.getLong(at + ManifestDescriptor.HIGHEST_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN),
        List.copyOf(segments));
  }
}
