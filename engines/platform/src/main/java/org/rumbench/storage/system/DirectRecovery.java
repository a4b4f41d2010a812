package org.rumbench.storage.system;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.storage.LedgerSnapshot.Lengths;

/// Reads from a direct-I/O file of an earlier life where its bytes lie.
///
/// The last whole block tells the logical length. When it lies where a dense file has it, every block before it is full
/// and nothing more is read; else all headers are, in order, and a later block wins over what it overlaps.
final class DirectRecovery {
  /// What a file turned out to be.
  ///
  /// @param extents          where its bytes lie
  /// @param lengths          its three lengths
  /// @param transferredBytes read to learn it
  record Found(ExtentMap extents, Lengths lengths, long transferredBytes) {}

  /// Bytes of a file where they lie.
  @FunctionalInterface
  interface Physical {
    void read(long position, MutableDirectBuffer target, int targetOffset, int lengthBytes);
  }

  private final Physical file;
  private final NativeScratch scratch;
  private final long fileBytes;
  private long transferredBytes;

  DirectRecovery(Physical file, long fileBytes, NativeScratch scratch) {
    this.file = file;
    this.scratch = scratch;
    this.fileBytes = fileBytes;
  }

  private UnsafeBuffer readBlocks(long block, int count) {
    file.read(block * DirectDescriptor.BLOCK_BYTES, scratch.buffer, 0, count * DirectDescriptor.BLOCK_BYTES);
    transferredBytes += (long) count * DirectDescriptor.BLOCK_BYTES;
    return scratch.buffer;
  }

  /// Whole blocks up to the last one that can be read as a block.
  private long wholeBlocks() {
    long blocks = fileBytes / DirectDescriptor.BLOCK_BYTES;
    while (blocks > 0) {
      UnsafeBuffer last = readBlocks(blocks - 1, 1);
      if (DirectDescriptor.payloadBytes(last, 0, scratch.checksum) >= 0) {
        return blocks;
      }
      blocks--;
    }
    return 0;
  }

  /// The lengths alone.
  Lengths lengths() {
    return lengths(wholeBlocks());
  }

  /// The scratch holds the last whole block.
  private Lengths lengths(long blocks) {
    long logical = blocks == 0
        ? 0
        : DirectDescriptor.logicalOffset(scratch.buffer, 0)
            + DirectDescriptor.payloadBytes(scratch.buffer, 0, scratch.checksum);
    return new Lengths(
        logical,
        blocks * DirectDescriptor.BLOCK_BYTES,
        Math.max(fileBytes, blocks * DirectDescriptor.BLOCK_BYTES));
  }

  /// The lengths and the extents.
  Found recover() {
    long blocks = wholeBlocks();
    Lengths lengths = lengths(blocks);
    ExtentMap extents = new ExtentMap();
    long denseOffset = (blocks - 1) * DirectDescriptor.PAYLOAD_BYTES;
    if (blocks > 0 && DirectDescriptor.logicalOffset(scratch.buffer, 0) == denseOffset) {
      extents.add(0, 0, lengths.logicalBytes());
    } else {
      scan(blocks, extents);
    }
    return new Found(extents, lengths, transferredBytes);
  }

  private void scan(long blocks, ExtentMap extents) {
    int perRead = NativeScratch.CAPACITY_BYTES / DirectDescriptor.BLOCK_BYTES;
    for (long block = 0; block < blocks; block += perRead) {
      int count = (int) Math.min(perRead, blocks - block);
      UnsafeBuffer read = readBlocks(block, count);
      for (int i = 0; i < count; i++) {
        int index = i * DirectDescriptor.BLOCK_BYTES;
        int payload = DirectDescriptor.payloadBytes(read, index, scratch.checksum);
        if (payload < 0) {
          continue;
        }
        long logical = DirectDescriptor.logicalOffset(read, index);
        if (logical < extents.endBytes()) {
          extents.truncate(logical);
        }
        extents.add(logical, (block + i) * DirectDescriptor.BLOCK_BYTES, payload);
      }
    }
  }
}
