package org.rumbench.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What clients were promised, kept outside the system: by key, the newest version acknowledged and every value given a
/// version.
///
/// Two promises: a write acknowledged by its quorum is seen, or a newer one, by every later quorum read; a write that all
/// replicas acknowledged is seen, or a newer one, by a later read of any single replica. The second catches what the
/// other replicas would hide. Violations go to the listener, one line each.
final class WriteLedger {
  private static final long NONE = 0;

  private static final class Promises {
    long quorumVersion = NONE;
    long everywhereVersion = NONE;
    final Map<Long, byte[]> values = new TreeMap<>();
  }

  private final TreeMap<ByteBuffer, Promises> byKey = new TreeMap<>();
  private final Consumer<String> violations;
  private long acknowledged;

  WriteLedger(Consumer<String> violations) {
    this.violations = violations;
  }

  /// Notes that a write was given a version, whatever its outcome: it may be seen from now on.
  void attempted(byte[] key, long version, byte[] value) {
    byte[] before = promises(key).values.put(version, value);
    if (before != null && !Arrays.equals(before, value)) {
      violations.accept(text(key) + ": version " + version + " was given to two values");
    }
  }

  /// Notes that a write with a version was acknowledged, by all replicas if `isEverywhere`.
  void acknowledged(byte[] key, long version, boolean isEverywhere) {
    Promises promises = promises(key);
    acknowledged++;
    promises.quorumVersion = Math.max(promises.quorumVersion, version);
    if (isEverywhere) {
      promises.everywhereVersion = Math.max(promises.everywhereVersion, version);
    }
  }

  /// The least version that a quorum read, or a read of any one replica, begun now must see.
  long promised(byte[] key, boolean isQuorum) {
    Promises promises = promises(key);
    return isQuorum ? promises.quorumVersion : promises.everywhereVersion;
  }

  /// Checks what a read saw: `version` 0 for nothing.
  void checkRead(String when, byte[] key, long promised, long version, byte[] value) {
    if (version < promised) {
      violations.accept(when + ": " + text(key) + " was acknowledged with version " + promised + ", read "
          + (version == NONE ? "nothing" : "version " + version));
      return;
    }
    byte[] written = promises(key).values.get(version);
    if (version != NONE && written != null && !Arrays.equals(written, value)) {
      violations.accept(when + ": " + text(key) + " version " + version + " has another value than was written");
    }
  }

  void violated(String line) {
    violations.accept(line);
  }

  SortedSet<ByteBuffer> keys() {
    return byKey.navigableKeySet();
  }

  long acknowledgedWrites() {
    return acknowledged;
  }

  private Promises promises(byte[] key) {
    return byKey.computeIfAbsent(ByteBuffer.wrap(key), name -> new Promises());
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }
}
