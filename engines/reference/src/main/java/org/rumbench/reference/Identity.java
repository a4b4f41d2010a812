package org.rumbench.reference;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The file that says whose store a directory holds: magic (8 bytes), CRC32C of what follows (4), format version (4), and
/// the design's name in ASCII to the end; little-endian. It is published before the engine makes its own files, so a
/// directory without it that is not empty is somebody else's.
final class Identity {
  /// Its name.
  static final String FILE = "outside.store";
  /// Its name while it is written.
  static final String DRAFT = "outside.draft";

  /// `RUMOUTSD`.
  private static final long MAGIC = 0x445354554F4D5552L;
  private static final int FORMAT = 1;
  private static final int CRC_OFFSET = 8;
  private static final int FORMAT_OFFSET = 12;
  private static final int NAME_OFFSET = 16;
  private static final int MAX_LENGTH = 256;

  private Identity() {}

  /// Checks that a directory is empty or holds a store of `design`, touching nothing. Returns whether it is empty.
  static boolean check(Storage storage, String design) {
    List<String> names = storage.list();
    if (names.contains(FILE)) {
      String holder = read(storage);
      if (!holder.equals(design)) {
        throw new IllegalArgumentException(storage.directory() + " holds a store of " + holder + ", not of " + design);
      }
      return false;
    }
    for (String name : names) {
      if (!name.equals(DRAFT)) {
        throw new IllegalArgumentException(
            storage.directory() + " holds a store of another design, to judge by its file " + name + ", not of " + design);
      }
    }
    return true;
  }

  private static String read(Storage storage) {
    StorageFile file = storage.open(FILE, IoPurpose.RECOVERY);
    try {
      int length = (int) Math.min(MAX_LENGTH, file.lengthBytes());
      UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
      file.read(0, bytes, 0, length, IoPurpose.RECOVERY);
      if (length <= NAME_OFFSET || bytes.getLong(0, ByteOrder.LITTLE_ENDIAN) != MAGIC) {
        throw new CorruptionException(FILE, 0, "the magic number", length + " other bytes");
      }
      int crc = crc(bytes, length);
      if (bytes.getInt(CRC_OFFSET, ByteOrder.LITTLE_ENDIAN) != crc) {
        throw new CorruptionException(FILE, CRC_OFFSET, "CRC32C " + Integer.toHexString(crc), "another");
      }
      int format = bytes.getInt(FORMAT_OFFSET, ByteOrder.LITTLE_ENDIAN);
      if (format != FORMAT) {
        throw new IllegalArgumentException(FILE + " has format " + format + "; this version reads " + FORMAT);
      }
      return bytes.getStringWithoutLengthAscii(NAME_OFFSET, length - NAME_OFFSET);
    } finally {
      file.release();
    }
  }

  /// Writes it under its name of a draft; the caller syncs, publishes and syncs the name.
  static StorageFile draft(Storage storage, String design) {
    if (storage.list().contains(DRAFT)) {
      storage.remove(DRAFT);
    }
    ExpandableArrayBuffer bytes = new ExpandableArrayBuffer();
    byte[] name = design.getBytes(StandardCharsets.US_ASCII);
    bytes.putLong(0, MAGIC, ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(FORMAT_OFFSET, FORMAT, ByteOrder.LITTLE_ENDIAN);
    bytes.putBytes(NAME_OFFSET, name);
    int length = NAME_OFFSET + name.length;
    bytes.putInt(CRC_OFFSET, crc(new UnsafeBuffer(bytes.byteArray()), length), ByteOrder.LITTLE_ENDIAN);
    StorageFile file = storage.create(DRAFT, IoPurpose.MANIFEST);
    long ignored = file.append(bytes, 0, length);
    return file;
  }

  private static int crc(UnsafeBuffer bytes, int length) {
    byte[] covered = new byte[length - FORMAT_OFFSET];
    bytes.getBytes(FORMAT_OFFSET, covered);
    CRC32C crc = new CRC32C();
    crc.update(covered);
    return (int) crc.getValue();
  }
}
