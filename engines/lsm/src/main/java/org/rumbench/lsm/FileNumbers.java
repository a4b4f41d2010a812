package org.rumbench.lsm;

import java.util.concurrent.atomic.AtomicLong;

/// The source of file numbers of one store: never the same twice, across reopening too. Any thread.
public final class FileNumbers {
  private final AtomicLong next = new AtomicLong(1);

  /// A number no file has had.
  public long take() {
    return next.getAndIncrement();
  }

  /// The number [#take] would give.
  public long peek() {
    return next.get();
  }

  /// Recovery saw `number` in use.
  public void noteUsed(long number) {
    next.accumulateAndGet(number + 1, Math::max);
  }

  /// The number in a name such as `000012.table`; -1 when `name` is not six or more digits, a dot and `extension`.
  public static long parse(String name, String extension) {
    int dot = name.length() - extension.length() - 1;
    if (dot < 6 || name.charAt(dot) != '.' || !name.endsWith(extension)) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < dot; i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9 || dot > 18) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /// The name of file `number`: at least six digits, a dot and `extension`.
  public static String name(long number, String extension) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 6 - digits.length())) + digits + "." + extension;
  }
}
