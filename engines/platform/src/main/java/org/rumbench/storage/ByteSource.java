package org.rumbench.storage;

import org.agrona.MutableDirectBuffer;

/// Named bytes that can be read at any offset: a stored file, a file outside any storage, or an array. One owner.
public interface ByteSource {
  /// The name it is known under.
  String name();

  /// How many bytes there are.
  long lengthBytes();

  /// Copies exactly `lengthBytes` at `offsetBytes` into `target`; beyond the end is a [CorruptionException].
  void read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes);

  /// The bytes of a stored file, as long as it is now; reads count under `purpose`.
  static ByteSource of(StorageFile file, IoPurpose purpose) {
    long length = file.lengthBytes();
    return new ByteSource() {
      @Override
      public String name() {
        return file.name();
      }

      @Override
      public long lengthBytes() {
        return length;
      }

      @Override
      public void read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
        file.read(offsetBytes, target, targetOffset, lengthBytes, purpose);
      }
    };
  }

  /// The bytes of an array, which must stay as they are.
  static ByteSource of(String name, byte[] content) {
    return new ByteSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long lengthBytes() {
        return content.length;
      }

      @Override
      public void read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes + lengthBytes > content.length) {
          throw new CorruptionException(
              name, offsetBytes, lengthBytes + " bytes", "the end at " + content.length);
        }
        target.putBytes(targetOffset, content, (int) offsetBytes, lengthBytes);
      }
    };
  }
}
