package org.rumbench.storage.system;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;

/// The logical bytes of a file that [DirectStorage] wrote, read from its raw ones (DIRECT_FORMAT.md). One owner.
///
/// For looking at files: where [DirectStorage] refuses a damaged block, this gives its bytes as they are when the blocks
/// around tell where they belong, else zeros, and [#check] names it.
public final class DirectFraming implements ByteSource {
  private static final int MOST_LOOKED_AT = 16;

  private final ByteSource raw;
  private final ExtentMap.View extents;
  private final long logicalBytes;
  private final long issuedBytes;
  private final Checksum checksum = new Checksum();
  private final UnsafeBuffer block = new UnsafeBuffer(new byte[DirectDescriptor.BLOCK_BYTES]);

  /// Told of what is not as it was written.
  @FunctionalInterface
  public interface Damage {
    /// The block at `physicalOffset` of the raw file is damaged.
    void onDamage(long physicalOffset, String reason);
  }

  /// The logical bytes of `raw`, which [#isFramed].
  public DirectFraming(ByteSource raw) {
    this.raw = raw;
    DirectRecovery.Found found = new DirectRecovery(raw::read, raw.lengthBytes(), new NativeScratch()).recover();
    this.extents = found.extents().view();
    this.logicalBytes = found.lengths().logicalBytes();
    this.issuedBytes = found.lengths().issuedBytes();
  }

  /// Whether one of the first blocks of a file says that it is one.
  public static boolean isFramed(ByteSource raw) {
    Checksum sum = new Checksum();
    UnsafeBuffer head = new UnsafeBuffer(new byte[DirectDescriptor.HEADER_BYTES]);
    long blocks = Math.min(MOST_LOOKED_AT, raw.lengthBytes() / DirectDescriptor.BLOCK_BYTES);
    for (long i = 0; i < blocks; i++) {
      raw.read(i * DirectDescriptor.BLOCK_BYTES, head, 0, DirectDescriptor.HEADER_BYTES);
      if (DirectDescriptor.payloadBytes(head, 0, sum) >= 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String name() {
    return raw.name();
  }

  @Override
  public long lengthBytes() {
    return logicalBytes;
  }

  /// Blocks in use.
  public long blocks() {
    return issuedBytes / DirectDescriptor.BLOCK_BYTES;
  }

  @Override
  public void read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
    long end = offsetBytes + lengthBytes;
    if (offsetBytes < 0 || end > logicalBytes) {
      throw new CorruptionException(name(), offsetBytes, lengthBytes + " bytes", "the end at " + logicalBytes);
    }
    target.setMemory(targetOffset, lengthBytes, (byte) 0);
    for (int i = Math.max(0, extents.find(offsetBytes)); i < extents.count() && extents.logicalStart(i) < end; i++) {
      long start = extents.logicalStart(i);
      long to = Math.min(end, extents.logicalEnd(i));
      for (long from = Math.max(offsetBytes, start); from < to; ) {
        int within = (int) ((from - start) % DirectDescriptor.PAYLOAD_BYTES);
        int part = (int) Math.min(DirectDescriptor.PAYLOAD_BYTES - within, to - from);
        long physical = extents.physicalStart(i)
            + (from - start) / DirectDescriptor.PAYLOAD_BYTES * DirectDescriptor.BLOCK_BYTES
            + DirectDescriptor.HEADER_BYTES + within;
        raw.read(physical, target, targetOffset + (int) (from - offsetBytes), part);
        from += part;
      }
    }
  }

  /// Looks at every block and names what is not as it was written.
  public void check(Damage damage) {
    boolean isDense = extents.count() == 1 && extents.physicalStart(0) == 0
        && DirectDescriptor.denseBytes(logicalBytes) == issuedBytes;
    for (long at = 0; at < issuedBytes; at += DirectDescriptor.BLOCK_BYTES) {
      raw.read(at, block, 0, DirectDescriptor.BLOCK_BYTES);
      int payload = DirectDescriptor.payloadBytes(block, 0, checksum);
      long dense = at / DirectDescriptor.BLOCK_BYTES * DirectDescriptor.PAYLOAD_BYTES;
      if (payload < 0) {
        damage.onDamage(at, "block " + at / DirectDescriptor.BLOCK_BYTES + " has no valid header");
      } else if (isDense && DirectDescriptor.logicalOffset(block, 0) != dense) {
        damage.onDamage(at, "block " + at / DirectDescriptor.BLOCK_BYTES + " holds bytes from "
            + DirectDescriptor.logicalOffset(block, 0) + " on instead of " + dense);
      } else if (!isZero(DirectDescriptor.HEADER_BYTES + payload, DirectDescriptor.BLOCK_BYTES)) {
        damage.onDamage(at, "padding that is not 0 (it means nothing)");
      }
    }
    behind(damage);
  }

  private void behind(Damage damage) {
    long length = raw.lengthBytes();
    for (long at = issuedBytes; at < length; at += DirectDescriptor.BLOCK_BYTES) {
      int count = (int) Math.min(DirectDescriptor.BLOCK_BYTES, length - at);
      raw.read(at, block, 0, count);
      if (!isZero(0, count)) {
        damage.onDamage(at, length - at + " bytes that begin no block behind the last whole one: torn");
        return;
      }
    }
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (block.getByte(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
