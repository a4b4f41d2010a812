package org.rumbench.storage.sim;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Clock;
import org.rumbench.storage.medium.MediumFile;

/// A file of a [MemoryMedium], open in one process life.
final class MemoryFile implements MediumFile {
  private final MemoryMedium medium;
  private final String path;
  private final MemoryBytes bytes;
  private final Clock clock;
  private final ReadAhead ahead = new ReadAhead();

  MemoryFile(MemoryMedium medium, String path, MemoryBytes bytes, Clock clock) {
    this.medium = medium;
    this.path = path;
    this.bytes = bytes;
    this.clock = clock;
    bytes.opened();
  }

  @Override
  public long append(long offsetBytes, DirectBuffer source, int offset, int lengthBytes) {
    long end = offsetBytes + lengthBytes;
    allocateTo(Math.max(bytes.allocatedBytes(), end));
    medium.onWrite("append", path, offsetBytes, lengthBytes);
    bytes.write(offsetBytes, source, offset, lengthBytes);
    return lengthBytes;
  }

  private void allocateTo(long allocated) {
    if (allocated != bytes.allocatedBytes()) {
      medium.allocate(path, allocated - bytes.allocatedBytes());
      bytes.allocated(allocated);
    }
  }

  @Override
  public long read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
    medium.onRead(path, offsetBytes, lengthBytes, ahead.readyNanos(offsetBytes, lengthBytes), clock);
    bytes.read(offsetBytes, target, targetOffset, lengthBytes);
    return lengthBytes;
  }

  @Override
  public void reserve(long lengthBytes) {
    medium.onWrite("reserve", path, 0, lengthBytes);
    allocateTo(Math.max(bytes.allocatedBytes(), lengthBytes));
  }

  @Override
  public long prepareSync() {
    return 0;
  }

  @Override
  public void sync() {
    medium.onCall("sync", path, bytes.lengthBytes());
  }

  @Override
  public long truncate(long lengthBytes) {
    medium.onWrite("truncate", path, lengthBytes, 0);
    bytes.truncate(lengthBytes);
    allocateTo(lengthBytes);
    return 0;
  }

  @Override
  public long seal() {
    medium.onCall("seal", path, bytes.lengthBytes());
    allocateTo(bytes.lengthBytes());
    return 0;
  }

  @Override
  public long issuedBytes() {
    return bytes.lengthBytes();
  }

  @Override
  public long allocatedBytes() {
    return bytes.allocatedBytes();
  }

  @Override
  public void adviseSequential() {
    // Memory has no read-ahead.
  }

  @Override
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {
    long lastsNanos = medium.readNanos(lengthBytes);
    if (lastsNanos > 0) {
      ahead.begin(offsetBytes, lengthBytes, clock.nanos() + lastsNanos);
    }
  }

  @Override
  public void adviseDoNotCache() {
    // Memory has no cache in front of it.
  }

  @Override
  public void close() {
    if (bytes.closed()) {
      medium.allocate(path, -bytes.allocatedBytes());
    }
  }
}
