package org.rumbench.storage.system;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.medium.MediumFile;

/// A file written and read past the page cache, in blocks that each say which logical bytes they hold.
///
/// No block is ever written twice: a partial block is padded and the next append starts a new one, because a torn
/// rewrite would lose bytes that were acknowledged. A file that holds back (bulk output, acknowledged only after a sync)
/// fills blocks and pads when it is synced or sealed; any other file pads at each append, so that what append returned
/// survives the process. The monitor guards the tail buffer; reads of issued blocks never take it.
final class DirectBytes implements MediumFile {
  private static final int TAIL_BLOCKS = 16;
  private static final int TAIL_PAYLOAD_BYTES = TAIL_BLOCKS * DirectDescriptor.PAYLOAD_BYTES;
  private static final int SCRATCH_BLOCKS = NativeScratch.CAPACITY_BYTES / DirectDescriptor.BLOCK_BYTES;

  private final String name;
  private final RawFile file;
  private final ThreadLocal<NativeScratch> scratches;
  private final ExtentMap extents;
  private final boolean holdsBack;
  private final Checksum checksum = new Checksum();
  private final UnsafeBuffer tailView = new UnsafeBuffer(0, 0);
  private boolean isWritable;
  private volatile long tailStart;
  private int tailBytes;
  private volatile long physicalEnd;
  private volatile long reservedBytes;
  private long uncountedBytes;
  private long openingBytes;

  /// A new file, opened for direct I/O.
  DirectBytes(String name, RawFile file, ThreadLocal<NativeScratch> scratches, boolean holdsBack) {
    this.name = name;
    this.file = file;
    this.scratches = scratches;
    this.extents = new ExtentMap();
    this.holdsBack = holdsBack;
    this.tailView.wrap(NativeScratch.aligned(TAIL_BLOCKS * DirectDescriptor.BLOCK_BYTES));
    this.isWritable = true;
  }

  /// A file of an earlier life, for reading.
  DirectBytes(String name, RawFile file, ThreadLocal<NativeScratch> scratches, DirectRecovery.Found found) {
    this.name = name;
    this.file = file;
    this.scratches = scratches;
    this.extents = found.extents();
    this.holdsBack = false;
    this.tailStart = found.lengths().logicalBytes();
    this.physicalEnd = found.lengths().issuedBytes();
    this.reservedBytes = found.lengths().allocatedBytes();
    this.openingBytes = found.transferredBytes();
  }

  @Override
  public synchronized long append(long offsetBytes, DirectBuffer source, int offset, int lengthBytes) {
    if (!isWritable) {
      throw new IllegalStateException(name + " was closed under an append");
    }
    Invariant.check(offsetBytes == tailStart + tailBytes, "appends are dense", offsetBytes, tailStart + tailBytes);
    long physicalBefore = physicalEnd;
    int tailBefore = tailBytes;
    try {
      int done = 0;
      while (done < lengthBytes) {
        done += fill(source, offset + done, lengthBytes - done);
        if (tailBytes == TAIL_PAYLOAD_BYTES) {
          issue();
        }
      }
      if (!holdsBack) {
        issue();
      }
    } catch (RuntimeException e) {
      undo(offsetBytes, tailBefore, physicalBefore, e);
      throw e;
    }
    return counted(physicalEnd - physicalBefore);
  }

  private long counted(long issuedBytes) {
    long all = issuedBytes + uncountedBytes;
    uncountedBytes = 0;
    return all;
  }

  /// Copies into the block that is being filled; returns how much.
  private int fill(DirectBuffer source, int offset, int lengthBytes) {
    int within = tailBytes % DirectDescriptor.PAYLOAD_BYTES;
    int block = tailBytes / DirectDescriptor.PAYLOAD_BYTES;
    int part = Math.min(lengthBytes, DirectDescriptor.PAYLOAD_BYTES - within);
    int index = block * DirectDescriptor.BLOCK_BYTES + DirectDescriptor.HEADER_BYTES + within;
    tailView.putBytes(index, source, offset, part);
    tailBytes += part;
    return part;
  }

  /// Writes the blocks of the tail, the last one padded with zeros.
  private void issue() {
    if (tailBytes == 0) {
      return;
    }
    long start = tailStart;
    long physical = physicalEnd;
    int blocks = (int) (DirectDescriptor.denseBytes(tailBytes) / DirectDescriptor.BLOCK_BYTES);
    for (int block = 0; block < blocks; block++) {
      int from = block * DirectDescriptor.PAYLOAD_BYTES;
      int payload = Math.min(DirectDescriptor.PAYLOAD_BYTES, tailBytes - from);
      int index = block * DirectDescriptor.BLOCK_BYTES;
      DirectDescriptor.encode(tailView, index, payload, start + from, checksum);
      int end = index + DirectDescriptor.HEADER_BYTES + payload;
      tailView.setMemory(end, index + DirectDescriptor.BLOCK_BYTES - end, (byte) 0);
    }
    file.write(physical, tailView, 0, blocks * DirectDescriptor.BLOCK_BYTES);
    extents.add(start, physical, tailBytes);
    physicalEnd = physical + (long) blocks * DirectDescriptor.BLOCK_BYTES;
    tailStart = start + tailBytes;
    tailBytes = 0;
  }

  /// Makes a failed append as if it had not been. Blocks it did write hold nothing that was acknowledged: a file that
  /// pads at each append gives them back, one that holds back has them overlapped by what comes next.
  private void undo(long offsetBytes, int tailBefore, long physicalBefore, RuntimeException cause) {
    if (physicalEnd == physicalBefore) {
      tailBytes = tailBefore;
      return;
    }
    extents.truncate(offsetBytes);
    tailStart = offsetBytes;
    tailBytes = 0;
    try {
      if (tailBefore == 0) {
        file.truncate(physicalBefore);
        physicalEnd = physicalBefore;
        reservedBytes = 0;
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
    uncountedBytes += physicalEnd - physicalBefore;
  }

  @Override
  public long read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
    long transferred = 0;
    int done = 0;
    while (done < lengthBytes) {
      long at = offsetBytes + done;
      int left = lengthBytes - done;
      if (at < tailStart) {
        long step = readIssued(at, target, targetOffset + done, left);
        int blocks = (int) (step >>> 32);
        transferred += (long) blocks * DirectDescriptor.BLOCK_BYTES;
        done += (int) step;
      } else {
        int copied = readTail(at, target, targetOffset + done, left);
        transferred += copied;
        done += copied;
      }
    }
    return transferred;
  }

  private synchronized int readTail(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
    if (offsetBytes < tailStart) {
      return 0; // issued meanwhile
    }
    int from = (int) (offsetBytes - tailStart);
    int within = from % DirectDescriptor.PAYLOAD_BYTES;
    int block = from / DirectDescriptor.PAYLOAD_BYTES;
    int part = Math.min(lengthBytes, DirectDescriptor.PAYLOAD_BYTES - within);
    int index = block * DirectDescriptor.BLOCK_BYTES + DirectDescriptor.HEADER_BYTES + within;
    target.putBytes(targetOffset, tailView, index, part);
    return part;
  }

  /// Reads from one extent; returns the blocks moved in the upper half and the bytes copied in the lower.
  private long readIssued(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
    ExtentMap.View view = extents.view();
    int extent = view.find(offsetBytes);
    long start = extent < 0 ? 0 : view.logicalStart(extent);
    long end = extent < 0 ? 0 : view.logicalEnd(extent);
    if (offsetBytes >= end) {
      long next = extent + 1 < view.count() ? view.logicalStart(extent + 1) : tailStart;
      int gap = (int) Math.min(lengthBytes, next - offsetBytes);
      target.setMemory(targetOffset, gap, (byte) 0);
      return gap;
    }
    long within = offsetBytes - start;
    long firstBlock = within / DirectDescriptor.PAYLOAD_BYTES;
    int skip = (int) (within % DirectDescriptor.PAYLOAD_BYTES);
    long wanted = Math.min(lengthBytes, end - offsetBytes);
    int blocks = (int) Math.min(
        SCRATCH_BLOCKS, DirectDescriptor.denseBytes(skip + wanted) / DirectDescriptor.BLOCK_BYTES);
    NativeScratch scratch = scratches.get();
    long physical = view.physicalStart(extent) + firstBlock * DirectDescriptor.BLOCK_BYTES;
    file.read(physical, scratch.buffer, 0, blocks * DirectDescriptor.BLOCK_BYTES);
    int copied = 0;
    for (int block = 0; block < blocks; block++) {
      int index = block * DirectDescriptor.BLOCK_BYTES;
      long logical = start + (firstBlock + block) * DirectDescriptor.PAYLOAD_BYTES;
      int part = (int) Math.min(DirectDescriptor.PAYLOAD_BYTES - skip, wanted - copied);
      copyBlock(scratch.buffer, index, logical, skip, target, targetOffset + copied, part);
      copied += part;
      skip = 0;
    }
    return (long) blocks << 32 | copied;
  }

  /// A block whose header is zero was never written (lost in a power cut) and reads as zeros, as on the other media.
  private void copyBlock(
      UnsafeBuffer blocks, int index, long logical, int skip, MutableDirectBuffer target, int targetIndex, int part) {
    boolean isUnwritten = blocks.getLong(index) == 0 && blocks.getLong(index + Long.BYTES) == 0;
    if (!isUnwritten) {
      int payload = DirectDescriptor.payloadBytes(blocks, index, scratches.get().checksum);
      long found = DirectDescriptor.logicalOffset(blocks, index);
      if (payload < skip + part || found != logical) {
        throw new CorruptionException(
            name, logical, "a block for offset " + logical, "payload " + payload + " at offset " + found);
      }
    }
    target.putBytes(targetIndex, blocks, index + DirectDescriptor.HEADER_BYTES + skip, part);
  }

  @Override
  public void reserve(long lengthBytes) {
    long physical = DirectDescriptor.denseBytes(lengthBytes);
    if (physical > reservedBytes && file.allocate(physical, true)) {
      reservedBytes = physical;
    }
  }

  @Override
  public synchronized long prepareSync() {
    long before = physicalEnd;
    issue();
    return counted(physicalEnd - before);
  }

  @Override
  public void sync() {
    file.sync();
  }

  /// A cut inside an issued block is marked by an empty block, since the block itself is not written again.
  @Override
  public synchronized long truncate(long lengthBytes) {
    reservedBytes = 0;
    if (lengthBytes >= tailStart) {
      tailBytes = (int) (lengthBytes - tailStart);
      file.truncate(physicalEnd);
      return counted(0);
    }
    tailBytes = 0;
    tailStart = lengthBytes;
    long end = extents.truncate(lengthBytes);
    physicalEnd = end;
    file.truncate(end);
    if (!extents.endsInsideBlock()) {
      return counted(0);
    }
    DirectDescriptor.encode(tailView, 0, 0, lengthBytes, checksum);
    tailView.setMemory(
        DirectDescriptor.HEADER_BYTES, DirectDescriptor.BLOCK_BYTES - DirectDescriptor.HEADER_BYTES, (byte) 0);
    file.write(end, tailView, 0, DirectDescriptor.BLOCK_BYTES);
    physicalEnd = end + DirectDescriptor.BLOCK_BYTES;
    return counted(DirectDescriptor.BLOCK_BYTES);
  }

  @Override
  public synchronized long seal() {
    if (!isWritable) {
      return 0;
    }
    long issued = prepareSync();
    if (reservedBytes > physicalEnd) {
      file.truncate(physicalEnd);
      reservedBytes = 0;
    }
    isWritable = false;
    tailView.wrap(0, 0);
    return issued;
  }

  @Override
  public long issuedBytes() {
    return physicalEnd;
  }

  @Override
  public long allocatedBytes() {
    return Math.max(physicalEnd, reservedBytes);
  }

  @Override
  public long openingBytes() {
    return openingBytes;
  }

  @Override
  public void adviseSequential() {
    // Direct I/O has no read-ahead.
  }

  @Override
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {
    // Direct I/O has no cache to fetch into.
  }

  @Override
  public void adviseDoNotCache() {
    // Direct I/O has no cache.
  }

  @Override
  public void close() {
    file.close();
  }

  @Override
  public void abandon() {
    file.abandon();
  }
}
