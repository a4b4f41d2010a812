package org.rumbench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// Mapping of values to pixels along one axis, with its ticks.
///
/// @param low value at `from`
/// @param high value at `to`
/// @param from pixel of the low end
/// @param to pixel of the high end
/// @param isLog whether equal distances are equal ratios
record Scale(double low, double high, double from, double to, boolean isLog) {
  private static final int TICKS = 5;

  /// A mark on an axis.
  record Tick(double value, String label) {}

  /// A linear scale from zero to a round number at or above the largest value.
  static Scale linear(double largest, double from, double to) {
    double step = step(largest);
    return new Scale(0, Math.max(step, Math.ceil(largest / step - 1e-9) * step), from, to, false);
  }

  /// A linear scale between two values.
  static Scale between(double low, double high, double from, double to) {
    return new Scale(low, high > low ? high : low + 1, from, to, false);
  }

  /// A logarithmic scale over whole decades; values must be positive.
  static Scale log(double smallest, double largest, double from, double to) {
    double low = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, smallest)) + 1e-9));
    double high = Math.pow(10, Math.ceil(Math.log10(Math.max(low * 1.0001, largest)) - 1e-9));
    return new Scale(low, Math.max(high, low * 10), from, to, true);
  }

  /// Pixel of a value; values outside are drawn at the edge.
  double at(double value) {
    double clamped = Math.clamp(value, low, high);
    double share =
        isLog ? Math.log(clamped / low) / Math.log(high / low) : (clamped - low) / (high - low);
    return from + share * (to - from);
  }

  /// Round values along the scale.
  List<Tick> ticks() {
    List<Tick> ticks = new ArrayList<>();
    if (isLog) {
      for (double value = low; value <= high * 1.0001; value *= 10) {
        ticks.add(new Tick(value, label(value)));
      }
    } else {
      double step = step(high - low);
      for (double value = Math.ceil(low / step) * step; value <= high + step * 1e-6; value += step) {
        ticks.add(new Tick(value, label(value)));
      }
    }
    return ticks;
  }

  private static String label(double value) {
    if (value != 0 && Math.abs(value) < 0.1) {
      return BigDecimal.valueOf(value).round(new MathContext(2)).stripTrailingZeros().toPlainString();
    }
    if (value >= 10_000) {
      return value >= 1e6 ? trimmed(value / 1e6) + "M" : trimmed(value / 1e3) + "k";
    }
    return trimmed(value);
  }

  private static String trimmed(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private static double step(double range) {
    if (range <= 0) {
      return 1;
    }
    double raw = range / TICKS;
    double decade = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / decade;
    return decade * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
  }
}
