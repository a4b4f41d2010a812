package org.rumbench.bitcask;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rumbench.testkit.Interleavings;

/// Changes of the key directory under its lock beside readers without one, and walks over it as of their opening.
final class KeyDirectoryLincheckTest {
  private static final int KEYS = 3;
  /// Keys nobody changes: as many as the directory takes at first, so that the next ones split buckets.
  private static final int OTHERS = 64;
  private static final int BUCKETS_PER_LOOK = 4;

  @Test
  void readersSeeWholeChangesInEveryInterleaving() {
    Interleavings.check(Shared.class, Model.class);
  }

  @Test
  @Tag("optimised")
  void readersSeeWholeChangesUnderStress() {
    Interleavings.stress(Splitting.class, Model.class);
  }

  private static UnsafeBuffer key(int number) {
    return new UnsafeBuffer(new byte[] {'k', (byte) number});
  }

  /// A directory whose entries carry nothing but a version.
  public static class Shared {
    final Object lock = new Object();
    final KeyDirectory directory = new KeyDirectory(lock);

    final void set(int number, int version) {
      UnsafeBuffer key = key(number);
      int hash = KeyDirectory.hash(key, 0, 2);
      KeyLocation location = new KeyLocation();
      location.version = version;
      location.sequence = version;
      location.segmentId = version;
      long reference = directory.locate(hash, key, 0, 2);
      if (reference == 0) {
        directory.insert(hash, key, 0, 2, location);
      } else {
        directory.update(hash, reference, location);
      }
    }

    /// Sets one key.
    @Operation
    public void put(
        @Param(gen = IntGen.class, conf = "0:2") int number, @Param(gen = IntGen.class, conf = "1:9") int version) {
      synchronized (lock) {
        directory.beginChange();
        set(number, version);
        directory.endChange();
      }
    }

    /// Sets all keys at once.
    @Operation
    public void putAll(@Param(gen = IntGen.class, conf = "1:9") int version) {
      synchronized (lock) {
        directory.beginChange();
        for (int number = 0; number < KEYS; number++) {
          set(number, version);
        }
        directory.endChange();
      }
    }

    /// Forgets a key.
    @Operation
    public void remove(@Param(gen = IntGen.class, conf = "0:2") int number) {
      UnsafeBuffer key = key(number);
      int hash = KeyDirectory.hash(key, 0, 2);
      synchronized (lock) {
        directory.beginChange();
        long reference = directory.locate(hash, key, 0, 2);
        if (reference != 0) {
          directory.remove(hash, reference);
        }
        directory.endChange();
      }
    }

    /// Finds a key without the lock.
    @Operation
    public String get(@Param(gen = IntGen.class, conf = "0:2") int number) {
      UnsafeBuffer key = key(number);
      KeyLocation found = new KeyLocation();
      if (!directory.find(KeyDirectory.hash(key, 0, 2), key, 0, 2, found)) {
        return "-";
      }
      boolean isWhole = found.version == found.sequence && found.version == found.segmentId;
      return isWhole ? Long.toString(found.version) : "torn";
    }

    /// All keys as of the beginning, some buckets at a time.
    @Operation
    public String walk() {
      Captured walk = new Captured(directory);
      int buckets;
      synchronized (lock) {
        buckets = directory.bucketCount();
        directory.openCapture(walk);
      }
      while (walk.next < buckets) {
        synchronized (lock) {
          for (int i = 0; i < BUCKETS_PER_LOOK && walk.next < buckets; i++) {
            walk.visit();
          }
        }
      }
      synchronized (lock) {
        directory.closeCapture(walk);
      }
      return walk.versions[0] + " " + walk.versions[1] + " " + walk.versions[2];
    }
  }

  /// A directory filled up to the first split.
  public static final class Splitting extends Shared {
    /// Filled.
    public Splitting() {
      directory.beginChange();
      for (int i = 0; i < OTHERS; i++) {
        set(KEYS + i, 1);
      }
      directory.endChange();
    }
  }

  /// A walk as cursors do it: a bucket that changes before the walk got there is taken first.
  private static final class Captured implements KeyDirectory.Capture {
    private final KeyDirectory directory;
    private final Map<Integer, UnsafeBuffer> saved = new HashMap<>();
    private final long[] versions = new long[KEYS];
    private int next;

    Captured(KeyDirectory directory) {
      this.directory = directory;
    }

    @Override
    public void beforeChange(int bucket) {
      if (bucket >= next && !saved.containsKey(bucket)) {
        saved.put(bucket, copied(bucket));
      }
    }

    private UnsafeBuffer copied(int bucket) {
      ExpandableArrayBuffer entries = new ExpandableArrayBuffer(256);
      int length = directory.copyBucket(bucket, entries);
      return new UnsafeBuffer(entries, 0, length);
    }

    void visit() {
      UnsafeBuffer kept = saved.remove(next);
      UnsafeBuffer entries = kept == null ? copied(next) : kept;
      KeyLocation location = new KeyLocation();
      for (int at = 0; at < entries.capacity(); at += KeyEntryDescriptor.KEY_OFFSET + 2) {
        int number = entries.getByte(at + KeyEntryDescriptor.KEY_OFFSET + 1);
        if (number < KEYS) {
          KeyEntry.decode(entries, at, location);
          versions[number] = location.version;
        }
      }
      next++;
    }
  }

  /// What a directory is, for one thread.
  public static final class Model {
    private final long[] versions = new long[KEYS];

    /// See [Shared#put].
    public void put(int number, int version) {
      versions[number] = version;
    }

    /// See [Shared#putAll].
    public void putAll(int version) {
      Arrays.fill(versions, version);
    }

    /// See [Shared#remove].
    public void remove(int number) {
      versions[number] = 0;
    }

    /// See [Shared#get].
    public String get(int number) {
      return versions[number] == 0 ? "-" : Long.toString(versions[number]);
    }

    /// See [Shared#walk].
    public String walk() {
      return versions[0] + " " + versions[1] + " " + versions[2];
    }
  }
}
