package org.rumbench.cluster.version;

/// How versions of a key are made and reconciled: the recorded key `version.mode`.
///
/// The code stands in every message with a version and in every stored value ([StoredValue]), so that clocks of other
/// modes have their place; codes 2 to 15 are reserved for them (dotted version vectors). Codes are persistent.
public enum VersionMode {
  /// The highest hybrid time wins; the clock has no bytes.
  LAST_WRITE_WINS(1, "last-write-wins");

  private final int code;
  private final String text;

  VersionMode(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The persistent code, 1 to 15.
  public int code() {
    return code;
  }

  /// What `version.mode` takes.
  public String text() {
    return text;
  }

  /// Whether a received or stored code is one that this release can reconcile.
  public static boolean isKnown(int code) {
    return code == LAST_WRITE_WINS.code;
  }

  /// The mode of a text; [IllegalArgumentException] names what is known.
  public static VersionMode parse(String text) {
    for (VersionMode mode : values()) {
      if (mode.text.equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("unknown version mode '" + text + "'; known: last-write-wins");
  }
}
