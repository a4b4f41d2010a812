package org.rumbench.coding;

import static org.rumbench.coding.RecordLogDescriptor.FILE_HEADER_LENGTH;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.storage.ByteSource;

/// A stretch of a log's bytes in memory, read ahead. One owner.
final class LogWindow {
  private static final int READ_AHEAD_LENGTH = 256 * 1024;

  private final ByteSource file;
  private final long fileLength;
  private final UnsafeBuffer bytes;
  private long offset;
  private int length;

  LogWindow(ByteSource file) {
    this.file = file;
    this.fileLength = file.lengthBytes();
    this.bytes = new UnsafeBuffer(new byte[Math.clamp(fileLength, FILE_HEADER_LENGTH, READ_AHEAD_LENGTH)]);
  }

  String name() {
    return file.name();
  }

  long fileLength() {
    return fileLength;
  }

  /// The file's header, null when the file is too short for one. Reads nothing else: who has opened the log may go on
  /// far behind it.
  @Nullable RecordLogHeader header() {
    if (fileLength < FILE_HEADER_LENGTH) {
      return null;
    }
    file.read(0, bytes, 0, FILE_HEADER_LENGTH);
    offset = 0;
    length = FILE_HEADER_LENGTH;
    return RecordLogHeader.decode(bytes, 0);
  }

  /// The stretch.
  UnsafeBuffer bytes() {
    return bytes;
  }

  /// How much of the file fits at a time, unless somebody asks for more.
  int capacity() {
    return bytes.capacity();
  }

  /// Where in the file the byte at `index` is.
  long offsetOf(int index) {
    return offset + index;
  }

  /// Has `count` bytes at `at` in memory, more room taken when they need it; returns their index.
  int ensure(long at, int count) {
    if (at < offset || at + count > offset + length) {
      if (bytes.capacity() < count) {
        bytes.wrap(new byte[count]);
      }
      int toRead = (int) Math.min(bytes.capacity(), fileLength - at);
      file.read(at, bytes, 0, toRead);
      offset = at;
      length = toRead;
    }
    return (int) (at - offset);
  }
}
