package org.rumbench.lsm.table;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Varint;
import org.rumbench.storage.CorruptionException;

/// Compresses blocks and brings them back; one for an open store. Any thread; allocates nothing in steady state.
///
/// A compressed payload is the plain length (varint), the length of what follows (varint) and the compressed bytes. All
/// buffers are over byte arrays, from their first byte.
public final class BlockCodecs implements AutoCloseable {
  /// What a compressed payload starts with is at most this long.
  private static final int HEAD_BYTES = 10;

  private final ZstdContexts zstd = new ZstdContexts();

  /// LZ4 is loaded when the first block needs it.
  private static final class Lz4 {
    static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.fastestInstance().safeDecompressor();
  }

  /// Codecs without any contexts yet.
  public BlockCodecs() {}

  /// Replaces the content of `target` by the compressed payload; false when that is not an eighth shorter.
  boolean compress(Compression kind, GrowingBuffer plain, GrowingBuffer target) {
    int plainLength = plain.length();
    target.clear();
    int bound = plainLength + plainLength / 128 + 1024;
    target.ensure(HEAD_BYTES + bound);
    byte[] from = plain.buffer().byteArray();
    byte[] to = target.buffer().byteArray();
    int length = switch (kind) {
      case NONE -> plainLength;
      case LZ4 -> Lz4.COMPRESSOR.compress(from, 0, plainLength, to, HEAD_BYTES, bound);
      case ZSTD -> zstd.compress(from, 0, plainLength, to, HEAD_BYTES, bound);
    };
    if (length > plainLength - plainLength / 8 - HEAD_BYTES) {
      return false;
    }
    target.putVarint(plainLength);
    target.putVarint(length);
    System.arraycopy(to, HEAD_BYTES, to, target.length(), length);
    target.skip(length);
    return true;
  }

  /// The plain length that a compressed payload, which has passed its checksum, begins with.
  static int plainLength(String file, long fileOffset, UnsafeBuffer payload, int at, int length) {
    int size = Varint.sizeAt(payload, at, at + length);
    long plainLength = size < 0 ? -1 : Varint.getLong(payload, at);
    if (plainLength < Integer.BYTES || plainLength > Integer.MAX_VALUE - TableDescriptor.TRAILER_LENGTH) {
      throw new CorruptionException(file, fileOffset, "the plain length of a block", Long.toString(plainLength));
    }
    return (int) plainLength;
  }

  /// Length of the compressed payload that may start at `at`, by its head alone; -1 when there is none before `limit`.
  static int openLength(UnsafeBuffer buffer, int at, int limit) {
    int first = Varint.sizeAt(buffer, at, limit);
    int second = first < 0 ? -1 : Varint.sizeAt(buffer, at + first, limit);
    if (second < 0) {
      return -1;
    }
    long length = Varint.getLong(buffer, at + first);
    return length < 0 || length > limit - at - first - second ? -1 : (int) length + first + second;
  }

  /// Brings a compressed payload, which has passed its checksum, back to the start of `target`.
  void decompress(
      int type, String file, long fileOffset, UnsafeBuffer payload, int at, int length, UnsafeBuffer target,
      int plainLength) {
    int head = Varint.sizeAt(payload, at, at + length);
    int second = Varint.sizeAt(payload, at + head, at + length);
    int found = -1;
    if (second >= 0 && Varint.getLong(payload, at + head) == length - head - second) {
      byte[] from = payload.byteArray();
      byte[] to = target.byteArray();
      int start = at + head + second;
      int compressed = length - head - second;
      try {
        found = switch (Compression.ofType(type)) {
          case NONE -> -1;
          case LZ4 -> Lz4.DECOMPRESSOR.decompress(from, start, compressed, to, 0, plainLength);
          case ZSTD -> zstd.decompress(from, start, compressed, to, 0, plainLength);
        };
      } catch (LZ4Exception | com.github.luben.zstd.ZstdException malformed) {
        throw new CorruptionException(
            file, fileOffset, "a block that decompresses", String.valueOf(malformed.getMessage()));
      }
    }
    if (found != plainLength) {
      throw new CorruptionException(file, fileOffset, plainLength + " bytes in a block", Integer.toString(found));
    }
  }

  @Override
  public void close() {
    zstd.close();
  }
}
