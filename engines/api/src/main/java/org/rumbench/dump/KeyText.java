package org.rumbench.dump;

import org.agrona.DirectBuffer;

/// How bytes are shown: `"text"` when all of them are printable, else `0x` and hexadecimal digits; long ones cut.
public final class KeyText {
  private static final int MOST_SHOWN_BYTES = 48;
  private static final String DIGITS = "0123456789abcdef";

  private KeyText() {}

  /// A key or part of one.
  public static String of(DirectBuffer buffer, int offset, int length) {
    int shown = Math.min(length, MOST_SHOWN_BYTES);
    String text = isPrintable(buffer, offset, shown) ? quoted(buffer, offset, shown) : hex(buffer, offset, shown);
    return shown == length ? text : text + "... (" + length + " bytes)";
  }

  /// Bytes that are no text.
  public static String hex(DirectBuffer buffer, int offset, int length) {
    StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < length; i++) {
      int value = buffer.getByte(offset + i);
      text.append(DIGITS.charAt(value >>> 4 & 0xf)).append(DIGITS.charAt(value & 0xf));
    }
    return text.toString();
  }

  private static boolean isPrintable(DirectBuffer buffer, int offset, int length) {
    for (int i = 0; i < length; i++) {
      byte value = buffer.getByte(offset + i);
      if (value < ' ' || value > '~' || value == '"' || value == '\\') {
        return false;
      }
    }
    return true;
  }

  private static String quoted(DirectBuffer buffer, int offset, int length) {
    return '"' + buffer.getStringWithoutLengthAscii(offset, length) + '"';
  }
}
