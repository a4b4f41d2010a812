package org.rumbench.storage.fault;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// What a disk holds at one moment: every file's bytes by path (`name` or `part/name`), sorted. Immutable.
///
/// The bytes are shared, not copied: nobody changes them.
///
/// @param files path to bytes
public record DiskImage(SortedMap<String, byte[]> files) {
  /// Keeps the map's order; the maker gives up both the map and the arrays.
  public DiskImage {
    files = Collections.unmodifiableSortedMap(files);
  }

  /// This image with `bytes` under `path`, which may be new.
  public DiskImage with(String path, byte[] bytes) {
    SortedMap<String, byte[]> changed = new TreeMap<>(files);
    changed.put(path, bytes);
    return new DiskImage(changed);
  }

  /// This image less the file `path`.
  public DiskImage without(String path) {
    SortedMap<String, byte[]> changed = new TreeMap<>(files);
    changed.remove(path);
    return new DiskImage(changed);
  }

  /// 64 bits over names, lengths and bytes: CRC-32 and CRC-32C, both of which the processor computes.
  public long hash() {
    CRC32 high = new CRC32();
    CRC32C low = new CRC32C();
    UnsafeBuffer length = new UnsafeBuffer(new byte[Long.BYTES]);
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
      length.putLong(0, ((long) name.length << Integer.SIZE) | entry.getValue().length);
      for (byte[] part : new byte[][] {length.byteArray(), name, entry.getValue()}) {
        high.update(part);
        low.update(part);
      }
    }
    return (high.getValue() << Integer.SIZE) | low.getValue();
  }

  /// Creates every file in `storage`, which has none of them; nothing is synced.
  public void writeTo(Storage storage) {
    files.forEach((path, bytes) -> write(storage, path, bytes));
  }

  private static void write(Storage storage, String path, byte[] bytes) {
    int slash = path.indexOf('/');
    if (slash >= 0) {
      write(storage.sub(path.substring(0, slash)), path.substring(slash + 1), bytes);
      return;
    }
    StorageFile file = storage.create(path, IoPurpose.HARNESS);
    file.append(new UnsafeBuffer(bytes), 0, bytes.length);
    file.seal();
    file.release();
  }

  /// One line per file: path and length.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    files.forEach((path, bytes) -> text.append(path).append(": ").append(bytes.length).append(" bytes\n"));
    return text.toString();
  }
}
