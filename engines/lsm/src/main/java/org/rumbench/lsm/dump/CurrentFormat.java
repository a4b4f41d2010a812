package org.rumbench.lsm.dump;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.KeyText;
import org.rumbench.lsm.manifest.CurrentPointer;
import org.rumbench.lsm.manifest.Manifest;
import org.rumbench.lsm.manifest.ManifestDescriptor;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;

/// The pointer to the manifest in use: `current`.
public final class CurrentFormat implements FileFormat {
  /// For the service loader.
  public CurrentFormat() {}

  @Override
  public String name() {
    return "lsm current pointer";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return fileName.equals(ManifestDescriptor.CURRENT) || fileName.equals(ManifestDescriptor.CURRENT_NEW);
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return length >= Integer.BYTES && head.getInt(0, ByteOrder.LITTLE_ENDIAN) == ManifestDescriptor.CURRENT_MAGIC;
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    if (source.lengthBytes() != ManifestDescriptor.CURRENT_LENGTH) {
      sink.damage(0, source.lengthBytes() + " bytes instead of " + ManifestDescriptor.CURRENT_LENGTH);
    }
    if (source.lengthBytes() < ManifestDescriptor.CURRENT_LENGTH) {
      return;
    }
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[ManifestDescriptor.CURRENT_LENGTH]);
    source.read(0, bytes, 0, ManifestDescriptor.CURRENT_LENGTH);
    try {
      long number = CurrentPointer.decode(bytes);
      sink.part(0, "current", Manifest.nameOf(number), "format " + bytes.getInt(Integer.BYTES, ByteOrder.LITTLE_ENDIAN),
          "checksum ok");
    } catch (CorruptionException e) {
      sink.damage(0, "another magic or checksum: " + KeyText.hex(bytes, 0, bytes.capacity()));
    }
    if (bytes.getInt(ManifestDescriptor.CURRENT_RESERVED_OFFSET, ByteOrder.LITTLE_ENDIAN) != 0) {
      sink.damage(ManifestDescriptor.CURRENT_RESERVED_OFFSET, "reserved bytes that are not 0 (they mean nothing)");
    }
  }
}
