package org.rumbench.harness.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rumbench.harness.UserException;

/// The seeds of `--seeds A..B`, or of the single seed `A`, both ends included.
///
/// @param first lowest
/// @param last  highest
record SeedRange(long first, long last) {
  private static final Pattern RANGE = Pattern.compile("(-?\\d{1,19})(?:\\.\\.(-?\\d{1,19}))?");

  static SeedRange parse(String text) {
    Matcher matcher = RANGE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new UserException("--seeds " + text + ": write it as A..B, such as 1..20");
    }
    try {
      long first = Long.parseLong(matcher.group(1));
      long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
      if (last < first) {
        throw new UserException("--seeds " + text + ": the range is empty, " + last + " is below " + first);
      }
      return new SeedRange(first, last);
    } catch (NumberFormatException e) {
      throw new UserException("--seeds " + text + ": a seed is a 64-bit number");
    }
  }

  /// How many, at most [Long#MAX_VALUE].
  long count() {
    long distance = last - first;
    return distance < 0 || distance == Long.MAX_VALUE ? Long.MAX_VALUE : distance + 1;
  }
}
