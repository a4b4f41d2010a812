package org.rumbench.cluster.version;

/// The layout of a value as replicas store and exchange it:
///
/// ```
///   0               1
///  +---------------+------------------------------+---------------+
///  | mode + flags  | clock (other modes than LWW) | value         |
///  +---------------+------------------------------+---------------+
/// ```
///
/// The low four bits of the first byte are the [VersionMode] code, the upper four are flags (none yet, must be 0). In
/// last-write-wins mode the clock is the record's version itself and takes no bytes here. Coordinators put the header on,
/// clients never see it; replicas store it as it came.
public final class StoredValue {
  /// Bytes before the user's value in last-write-wins mode.
  public static final int HEADER_BYTES = 1;

  private static final int MODE_MASK = 0x0f;

  private StoredValue() {}

  /// The header byte of a mode.
  public static byte header(VersionMode mode) {
    return (byte) mode.code();
  }

  /// Whether a header byte is one this release stores.
  public static boolean isStorable(byte header) {
    return isReadable(header) && header != 0;
  }

  /// Whether a header byte is one this release reads. Mode 0 is never written; test engines that answer with filler
  /// bytes have it, and it reads as last-write-wins.
  public static boolean isReadable(byte header) {
    return (header & ~MODE_MASK) == 0 && ((header & MODE_MASK) == 0 || VersionMode.isKnown(header & MODE_MASK));
  }
}
