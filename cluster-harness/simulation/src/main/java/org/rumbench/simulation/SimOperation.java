package org.rumbench.simulation;

/// One operation of a workload: a read of a key, or a write of a whole value. Its arrays are the operation's own.
public final class SimOperation {
  private static final byte[] NOTHING = {};

  private final boolean isWrite;
  private final byte[] key;
  private final byte[] value;

  private SimOperation(boolean isWrite, byte[] key, byte[] value) {
    this.isWrite = isWrite;
    this.key = key;
    this.value = value;
  }

  /// A read of `key`.
  public static SimOperation read(byte[] key) {
    return new SimOperation(false, key, NOTHING);
  }

  /// A put of `value` under `key`.
  public static SimOperation write(byte[] key, byte[] value) {
    return new SimOperation(true, key, value);
  }

  /// Whether it writes.
  public boolean isWrite() {
    return isWrite;
  }

  /// The key; not to be changed.
  public byte[] key() {
    return key;
  }

  /// The value of a write, empty for a read; not to be changed.
  public byte[] value() {
    return value;
  }
}
