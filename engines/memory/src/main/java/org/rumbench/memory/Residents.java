package org.rumbench.memory;

import org.jspecify.annotations.Nullable;
import org.rumbench.bitcask.KeyDemand;

/// All resident values of a store, in shards that share out the memory the key directory leaves. Any thread; each call
/// holds the monitor of one shard at a time.
final class Residents {
  private final MemoryPlan plan;
  private final ResidentShard[] shards;
  private final int shift;
  private @Nullable ZstdDictionary dictionary;
  private boolean isClosed;
  /// The writer's.
  private int chunksOfAShard;

  /// No residents yet.
  Residents(MemoryPlan plan, MemoryOptions options) {
    this.plan = plan;
    shards = new ResidentShard[plan.shards()];
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new ResidentShard(plan, options);
    }
    shift = Integer.SIZE - Integer.numberOfTrailingZeros(shards.length);
  }

  /// The shard of a hash, by the bits that its buckets use last.
  ResidentShard of(int hash) {
    return shards[shards.length == 1 ? 0 : hash >>> shift];
  }

  int count() {
    return shards.length;
  }

  ResidentShard shard(int index) {
    return shards[index];
  }

  /// Has residents make do with what `takenBytes` for keys and hints leave. Returns the shard that first needs its dirty
  /// items written, null when the bound holds. The writer.
  @Nullable ResidentShard makeRoomForKeys(long takenBytes) {
    int chunks = plan.chunksOfAShard(takenBytes);
    if (chunks == chunksOfAShard) {
      return null;
    }
    for (ResidentShard shard : shards) {
      synchronized (shard) {
        if (!shard.table().setBudget(chunks)) {
          return shard;
        }
      }
    }
    chunksOfAShard = chunks;
    return null;
  }

  /// Adds the keys of dirty items that the key directory has yet to take in. The writer.
  void addPendingKeys(KeyDemand demand) {
    for (ResidentShard shard : shards) {
      demand.add(shard.pendingKeys);
    }
  }

  /// Whether any item is dirty.
  boolean hasDirty() {
    for (ResidentShard shard : shards) {
      synchronized (shard) {
        if (shard.table().dirtyCount() > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /// Reads answered.
  long hits() {
    long hits = 0;
    for (ResidentShard shard : shards) {
      synchronized (shard) {
        hits += shard.hits();
      }
    }
    return hits;
  }

  /// Memory of the values' chunks.
  long valueBytes() {
    long bytes = 0;
    for (ResidentShard shard : shards) {
      synchronized (shard) {
        bytes += shard.table().memoryBytes() - shard.table().indexBytes();
      }
    }
    return bytes;
  }

  /// Memory of the tables' indexes and of what is fixed: sketches, codecs, a dictionary.
  long otherBytes() {
    long bytes = plan.overheadBytes();
    for (ResidentShard shard : shards) {
      synchronized (shard) {
        bytes += shard.table().indexBytes();
      }
    }
    return bytes;
  }

  /// Values are compressed from now on; null: without a dictionary.
  synchronized void use(@Nullable ZstdDictionary trained) {
    if (isClosed) {
      if (trained != null) {
        trained.close();
      }
      return;
    }
    dictionary = trained;
    for (ResidentShard shard : shards) {
      synchronized (shard) {
        shard.codec().use(trained);
      }
    }
  }

  /// Frees everything; nobody reads or writes any more.
  synchronized void close() {
    isClosed = true;
    for (ResidentShard shard : shards) {
      synchronized (shard) {
        shard.close();
      }
    }
    ZstdDictionary trained = dictionary;
    if (trained != null) {
      trained.close();
    }
  }
}
