package org.rumbench.lsm.manifest;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Reads and writes the file that names the manifest in use.
public final class CurrentPointer {
  private CurrentPointer() {}

  /// The number of the manifest in use; -1 when the store was never completely created.
  public static long read(Storage storage) {
    if (!storage.list().contains(ManifestDescriptor.CURRENT)) {
      return -1;
    }
    StorageFile file = storage.open(ManifestDescriptor.CURRENT, IoPurpose.RECOVERY);
    try {
      UnsafeBuffer buffer = new UnsafeBuffer(new byte[ManifestDescriptor.CURRENT_LENGTH]);
      if (file.lengthBytes() != ManifestDescriptor.CURRENT_LENGTH) {
        throw damage("a length of " + ManifestDescriptor.CURRENT_LENGTH, file.lengthBytes() + " bytes");
      }
      file.read(0, buffer, 0, ManifestDescriptor.CURRENT_LENGTH, IoPurpose.RECOVERY);
      return decode(buffer);
    } finally {
      file.release();
    }
  }

  /// The number in the [ManifestDescriptor#CURRENT_LENGTH] bytes of a pointer; [CorruptionException] when they are none.
  public static long decode(DirectBuffer buffer) {
    int sum = new Checksum().update(buffer, 0, ManifestDescriptor.CURRENT_CHECKSUM_OFFSET).value();
    if (buffer.getInt(0, ByteOrder.LITTLE_ENDIAN) != ManifestDescriptor.CURRENT_MAGIC
        || buffer.getInt(ManifestDescriptor.CURRENT_CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN) != sum) {
      throw damage("the pointer to the manifest", "other bytes");
    }
    int version = buffer.getInt(Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
    if (version != ManifestDescriptor.CURRENT_VERSION) {
      throw damage("format version " + ManifestDescriptor.CURRENT_VERSION, "version " + version);
    }
    return buffer.getLong(ManifestDescriptor.CURRENT_NUMBER_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  private static CorruptionException damage(String expected, String found) {
    return new CorruptionException(ManifestDescriptor.CURRENT, 0, expected, found);
  }

  /// Writes a new pointer beside the one in use; the caller syncs and releases it, publishes it as
  /// [ManifestDescriptor#CURRENT] and syncs the names.
  public static StorageFile write(Storage storage, long number) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[ManifestDescriptor.CURRENT_LENGTH]);
    buffer.putInt(0, ManifestDescriptor.CURRENT_MAGIC, ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(Integer.BYTES, ManifestDescriptor.CURRENT_VERSION, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(ManifestDescriptor.CURRENT_NUMBER_OFFSET, number, ByteOrder.LITTLE_ENDIAN);
    int sum = new Checksum().update(buffer, 0, ManifestDescriptor.CURRENT_CHECKSUM_OFFSET).value();
    buffer.putInt(ManifestDescriptor.CURRENT_CHECKSUM_OFFSET, sum, ByteOrder.LITTLE_ENDIAN);
    if (storage.list().contains(ManifestDescriptor.CURRENT_NEW)) {
      storage.remove(ManifestDescriptor.CURRENT_NEW);
    }
    StorageFile file = storage.create(ManifestDescriptor.CURRENT_NEW, IoPurpose.MANIFEST);
    file.append(buffer, 0, ManifestDescriptor.CURRENT_LENGTH);
    return file;
  }
}
