package org.rumbench.memory;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Invariant;

/// Compresses the values of one shard and brings them back, with contexts and buffers of its own. One owner at a time;
/// allocates nothing once its buffers have grown, and what it allocates is counted in [MemoryPlan].
///
/// With a dictionary to come, values are kept as they are until it is there: then all compressed values of a shard are
/// of one kind.
final class ValueCodec implements AutoCloseable {
  static final int ZSTD_LEVEL = 3;

  /// With tables of 2^13 entries a context stays small; a longer window would never be used.
  private static final int ZSTD_TABLE_LOG = 13;
  private static final int ZSTD_WINDOW_LOG = 16;
  private static final int NOT_COMPRESSED = -1;
  private static final int LEAST_COMPRESSED_BYTES = 16;

  private final Compression compression;
  private final int longest;
  private boolean isReady;
  private @Nullable ZstdDictionary dictionary;
  private @Nullable ZstdCompressCtx compressor;
  private @Nullable ZstdDecompressCtx decompressor;
  private byte[] plain = new byte[0];
  private byte[] packed = new byte[0];

  /// LZ4 is loaded when the first value needs it.
  private static final class Lz4 {
    static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.fastestInstance().safeDecompressor();
  }

  /// A codec for values of at most `longest` bytes; `awaitsDictionary`: not before [#use].
  ValueCodec(Compression compression, int longest, boolean awaitsDictionary) {
    this.compression = compression;
    this.longest = longest;
    this.isReady = compression != Compression.NONE && !awaitsDictionary;
  }

  /// Memory of the buffers of a codec for values of that length.
  static int scratchBytes(int longest) {
    return longest + bound(longest);
  }

  private static int bound(int length) {
    return length + length / 128 + 1024;
  }

  /// From now on values are compressed, with a dictionary unless training gave none.
  void use(@Nullable ZstdDictionary trained) {
    dictionary = trained;
    isReady = true;
  }

  /// Compresses a value to the start of [#packed]; returns the length, or a negative one when the value is better kept
  /// as it is: an eighth must be gained.
  int compress(DirectBuffer source, int offset, int length) {
    if (!isReady || length < LEAST_COMPRESSED_BYTES || length > longest) {
      return NOT_COMPRESSED;
    }
    grow();
    source.getBytes(offset, plain, 0, length);
    int packedLength = switch (compression) {
      case NONE -> length;
      case LZ4 -> Lz4.COMPRESSOR.compress(plain, 0, length, packed, 0, packed.length);
      case ZSTD -> compressor().compressByteArray(packed, 0, packed.length, plain, 0, length);
    };
    return packedLength <= length - length / 8 ? packedLength : NOT_COMPRESSED;
  }

  /// What [#compress] made.
  byte[] packed() {
    return packed;
  }

  /// Brings a compressed value of `length` bytes back to the start of `target`, which has room for it.
  void decompress(DirectBuffer source, int offset, int packedLength, MutableDirectBuffer target, int length) {
    grow();
    source.getBytes(offset, packed, 0, packedLength);
    byte[] array = target.byteArray();
    byte[] to = array == null ? plain : array;
    int at = array == null ? 0 : target.wrapAdjustment();
    int found = switch (compression) {
      case NONE -> -1;
      case LZ4 -> Lz4.DECOMPRESSOR.decompress(packed, 0, packedLength, to, at, length);
      case ZSTD -> decompressor().decompressByteArray(to, at, length, packed, 0, packedLength);
    };
    Invariant.check(found == length, "a resident value comes back as long as it was");
    if (array == null) {
      target.putBytes(0, plain, 0, length);
    }
  }

  private void grow() {
    if (plain.length == 0) {
      plain = new byte[longest];
      packed = new byte[bound(longest)];
    }
  }

  private ZstdCompressCtx compressor() {
    ZstdCompressCtx context = compressor;
    if (context == null) {
      context = new ZstdCompressCtx()
          .setLevel(ZSTD_LEVEL)
          .setWindowLog(ZSTD_WINDOW_LOG)
          .setHashLog(ZSTD_TABLE_LOG)
          .setChainLog(ZSTD_TABLE_LOG)
          .setChecksum(false)
          .setContentSize(false);
      ZstdDictionary trained = dictionary;
      if (trained != null) {
        context.loadDict(trained.forCompression());
      }
      compressor = context;
    }
    return context;
  }

  private ZstdDecompressCtx decompressor() {
    ZstdDecompressCtx context = decompressor;
    if (context == null) {
      context = new ZstdDecompressCtx();
      ZstdDictionary trained = dictionary;
      if (trained != null) {
        context.loadDict(trained.forDecompression());
      }
      decompressor = context;
    }
    return context;
  }

  @Override
  public void close() {
    if (compressor != null) {
      compressor.close();
    }
    if (decompressor != null) {
      decompressor.close();
    }
  }
}
