package org.rumbench.workload;

import java.util.List;

/// How records look: fields, their lengths, and what a compressor would find in them.
///
/// @param fieldCount           fields in a record, 1..65,535
/// @param fieldBytes           length of a field, or the greatest length where lengths vary
/// @param minFieldBytes        least length where lengths vary
/// @param lengths              how lengths are drawn
/// @param histogramBlockBytes  width of a histogram bucket, for [FieldLengths#HISTOGRAM]
/// @param histogramWeights     weights of the buckets, for [FieldLengths#HISTOGRAM]
/// @param compressibility      share of a field's bytes that a general compressor can remove, 0..1; a field's first 16
///                             bytes say whose it is and never compress
/// @param isWritingAllFields   an update writes every field
public record RecordShape(
    int fieldCount,
    int fieldBytes,
    int minFieldBytes,
    FieldLengths lengths,
    int histogramBlockBytes,
    List<Long> histogramWeights,
    double compressibility,
    boolean isWritingAllFields) {
  /// Greatest record in bytes that a workload may ask for.
  public static final long MAX_RECORD_BYTES = 16 << 20;

  /// How the lengths of fields are drawn.
  public enum FieldLengths {
    /// All alike.
    CONSTANT,
    /// Uniform between least and greatest.
    UNIFORM,
    /// YCSB's: the least length is the most frequent.
    ZIPFIAN,
    /// From a histogram file.
    HISTOGRAM
  }

  /// Checks ranges.
  public RecordShape {
    histogramWeights = List.copyOf(histogramWeights);
    if (fieldCount < 1 || fieldCount > 0xffff) {
      throw new IllegalArgumentException("fieldcount " + fieldCount + " outside 1..65535");
    }
    if (fieldBytes < 1) {
      throw new IllegalArgumentException("fieldlength " + fieldBytes + " is less than 1");
    }
    if (lengths == FieldLengths.UNIFORM || lengths == FieldLengths.ZIPFIAN) {
      if (minFieldBytes < 1 || minFieldBytes > fieldBytes) {
        throw new IllegalArgumentException("minfieldlength " + minFieldBytes + " outside 1.." + fieldBytes);
      }
    }
    if ((long) fieldCount * fieldBytes > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "fieldcount " + fieldCount + " times fieldlength " + fieldBytes + " is over " + MAX_RECORD_BYTES + " bytes");
    }
    if (!(compressibility >= 0 && compressibility <= 1)) {
      throw new IllegalArgumentException("workload.valueCompressibility " + compressibility + " outside 0..1");
    }
  }

  /// Whether every record has the same size.
  public boolean isConstant() {
    return lengths == FieldLengths.CONSTANT;
  }
}
