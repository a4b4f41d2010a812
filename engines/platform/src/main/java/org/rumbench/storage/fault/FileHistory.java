package org.rumbench.storage.fault;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.RandomStream;

/// What is durable of one file, whatever its name, and how it may look after a power cut.
///
/// I1: bytes below `durableBytes` survive every power cut, but for those lost to a failed sync.
/// A truncation is not durable before the next sync: until then the bytes it cut may come back.
final class FileHistory {
  /// A sync on its way, and the bytes it will have made durable.
  static final class PendingSync {
    private long coveredBytes;
    private final int truncations;

    private PendingSync(long coveredBytes, int truncations) {
      this.coveredBytes = coveredBytes;
      this.truncations = truncations;
    }
  }

  private record Range(long fromBytes, long toBytes) {}

  private static final int[] TEAR_BYTES = {512, 4096};
  private static final int ZERO_TAIL_MAX_BYTES = 64 * 1024;

  private final List<PendingSync> pending = new ArrayList<>();
  private final List<Range> lost = new ArrayList<>();
  private long durableBytes;
  private long reservedBytes;
  private int truncations;
  private byte @Nullable [] cutBytes;
  private long cutOffset;
  private int cutTruncation;
  private byte @Nullable [] savedBytes;
  private byte @Nullable [] contents;
  private long strayBytes;

  /// A file whose first `durableBytes` are durable.
  FileHistory(long durableBytes) {
    this.durableBytes = durableBytes;
  }

  synchronized PendingSync syncStarts(long lengthBytes) {
    PendingSync sync = new PendingSync(lengthBytes, truncations);
    pending.add(sync);
    return sync;
  }

  synchronized void syncEnds(PendingSync sync, boolean isDone) {
    pending.remove(sync);
    if (isDone) {
      durableBytes = Math.max(durableBytes, sync.coveredBytes);
      if (sync.truncations >= cutTruncation) {
        cutBytes = null;
      }
    }
  }

  /// A sync failed and the system dropped the pages: what was not durable never will be.
  synchronized void loseUnsynced(long lengthBytes) {
    long from = durableBytes;
    for (PendingSync sync : pending) {
      // What another sync in flight covers is that one's to write.
      from = Math.max(from, sync.coveredBytes);
    }
    if (lengthBytes > from) {
      lost.add(new Range(from, lengthBytes));
    }
  }

  synchronized void reserved(long lengthBytes) {
    reservedBytes = Math.max(reservedBytes, lengthBytes);
  }

  synchronized void sealed() {
    reservedBytes = 0;
  }

  synchronized long durableBytes() {
    return durableBytes;
  }

  /// Bytes of a failed append that lie beyond the logical end in this life.
  synchronized long strayBytes() {
    return strayBytes;
  }

  synchronized void strays(long lengthBytes) {
    strayBytes = lengthBytes;
  }

  /// The file's bytes as last looked at, null when they may have changed since.
  synchronized byte @Nullable [] contents() {
    return contents;
  }

  synchronized void setContents(byte @Nullable [] bytes) {
    contents = bytes;
  }

  /// The file is cut to `lengthBytes`; `cut` holds the durable bytes beyond it.
  synchronized void truncated(long lengthBytes, byte[] cut) {
    truncations++;
    reservedBytes = 0;
    strayBytes = 0;
    contents = null;
    lost.replaceAll(range -> new Range(range.fromBytes, Math.min(range.toBytes, lengthBytes)));
    lost.removeIf(range -> range.fromBytes >= range.toBytes);
    pending.forEach(sync -> sync.coveredBytes = Math.min(sync.coveredBytes, lengthBytes));
    if (lengthBytes >= durableBytes) {
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(cut);
    byte[] before = cutBytes;
    if (before != null) {
      int skip = (int) (lengthBytes + cut.length - cutOffset);
      all.write(before, Math.min(skip, before.length), Math.max(0, before.length - skip));
    }
    cutBytes = all.toByteArray();
    cutOffset = lengthBytes;
    cutTruncation = truncations;
    durableBytes = lengthBytes;
  }

  /// Keeps the bytes of a removed file whose removal is not durable, beyond the life that removed it.
  synchronized void save(byte[] bytes) {
    savedBytes = bytes;
  }

  synchronized byte @Nullable [] saved() {
    return savedBytes;
  }

  /// The process that had syncs on their way, and knew where the file ends, is gone.
  synchronized void lifeEnds() {
    pending.clear();
    strayBytes = 0;
    contents = null;
  }

  /// What is left of `bytes` after a power cut: un-synced bytes are dropped, kept, cut anywhere, or torn at sectors or
  /// pages; a truncation may be undone; a reservation may show as zeros.
  synchronized byte[] afterPowerCut(byte[] bytes, RandomStream random) {
    byte[] cut = cutBytes;
    if (cut != null && random.nextBoolean()) {
      byte[] undone = Arrays.copyOf(bytes, (int) cutOffset + cut.length);
      System.arraycopy(cut, 0, undone, (int) cutOffset, cut.length);
      return withoutLost(undone);
    }
    int durable = (int) Math.min(durableBytes, bytes.length);
    byte[] left = switch (durable == bytes.length ? 1 : random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, durable);
      case 1 -> lost.isEmpty() ? bytes : bytes.clone();
      case 2 -> cut(bytes, durable, random);
      case 3 -> torn(cut(bytes, durable, random), durable, random);
      default -> torn(bytes.clone(), durable, random);
    };
    withoutLost(left);
    if (reservedBytes > left.length && random.nextInt(4) == 0) {
      int zeros = (int) Math.min(reservedBytes - left.length, ZERO_TAIL_MAX_BYTES);
      return Arrays.copyOf(left, left.length + random.nextInt(zeros + 1));
    }
    return left;
  }

  private static byte[] cut(byte[] bytes, int durable, RandomStream random) {
    return Arrays.copyOf(bytes, durable + random.nextInt(bytes.length - durable + 1));
  }

  private static byte[] torn(byte[] left, int durable, RandomStream random) {
    int unit = TEAR_BYTES[random.nextInt(TEAR_BYTES.length)];
    for (int from = durable; from < left.length; ) {
      int to = Math.min(left.length, (from / unit + 1) * unit);
      if (random.nextBoolean()) {
        Arrays.fill(left, from, to, (byte) 0);
      }
      from = to;
    }
    return left;
  }

  private byte[] withoutLost(byte[] bytes) {
    for (Range range : lost) {
      int from = (int) Math.min(range.fromBytes, bytes.length);
      Arrays.fill(bytes, from, (int) Math.min(range.toBytes, bytes.length), (byte) 0);
    }
    return bytes;
  }
}
