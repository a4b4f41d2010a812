package org.rumbench.workload;

import java.util.List;
import java.util.Map;

/// A workload, read and checked: what YCSB's properties and our `workload.*` settings say. Immutable.
///
/// @param name           short name for results, such as `a` or `workloadb`
/// @param source         where it came from, for messages
/// @param records        `recordcount`: records there are before the first operation, counted from 0; at least 1
/// @param insertStart    first record that the load phase inserts
/// @param insertCount    how many it inserts
/// @param operationCount `operationcount`, 0 when the file does not say
/// @param mix            shares of the operation types
/// @param requests       how operations choose among records
/// @param shape          how records look
/// @param minScanLength  fewest records a scan asks for
/// @param maxScanLength  most records a scan asks for
/// @param isScanZipfian  short scans are more frequent; else all lengths alike
/// @param isOrdered      key names follow record numbers (`insertorder=ordered`); else they are hashed
/// @param zeroPadding    least digits of a key name
/// @param insertRetries  times that the load phase tries a failed insert again
/// @param updateMode     how an update of one field is done
/// @param keyBytes       length of every key, 14..22, scattered over the key space; 0: as YCSB names them
/// @param absentShare    share of the reads, 0..1, that ask for a key that no record has
/// @param ignored        properties of the file that have no meaning here, sorted
public record WorkloadSpec(
    String name,
    String source,
    long records,
    long insertStart,
    long insertCount,
    long operationCount,
    OperationMix mix,
    Requests requests,
    RecordShape shape,
    int minScanLength,
    int maxScanLength,
    boolean isScanZipfian,
    boolean isOrdered,
    int zeroPadding,
    int insertRetries,
    UpdateMode updateMode,
    int keyBytes,
    double absentShare,
    List<String> ignored) {
  /// Most records a workload may have: record numbers index arrays of the oracle.
  public static final long MAX_RECORDS = 1L << 30;

  /// Shortest key of a length of its own: `user` and ten digits, enough for any record number.
  public static final int MIN_KEY_BYTES = 14;

  /// Longest such key: its digits are a number below 2^62.
  public static final int MAX_KEY_BYTES = 22;

  /// How operations choose among records.
  ///
  /// @param distribution          the family
  /// @param hotData               share of the records that are hot, for `hotspot`
  /// @param hotOperations         share of the operations that go there
  /// @param exponentialPercentile percent of the operations, for `exponential`
  /// @param exponentialFraction   share of the records that those go to
  public record Requests(
      RequestDistribution distribution,
      double hotData,
      double hotOperations,
      double exponentialPercentile,
      double exponentialFraction) {
    /// Checks ranges.
    public Requests {
      if (!(hotData >= 0 && hotData <= 1) || !(hotOperations >= 0 && hotOperations <= 1)) {
        throw new IllegalArgumentException(
            "hotspotdatafraction " + hotData + " or hotspotopnfraction " + hotOperations + " outside 0..1");
      }
      if (!(exponentialPercentile > 0 && exponentialPercentile < 100) || !(exponentialFraction > 0)) {
        throw new IllegalArgumentException(
            "exponential.percentile " + exponentialPercentile + " outside 0..100, or exponential.frac "
                + exponentialFraction + " not above 0");
      }
    }
  }

  /// Checks what the parts cannot check alone.
  public WorkloadSpec {
    ignored = List.copyOf(ignored);
    if (records < 1 || records > MAX_RECORDS) {
      throw new IllegalArgumentException("recordcount " + records + " outside 1.." + MAX_RECORDS);
    }
    if (insertStart < 0 || insertCount < 1 || insertStart + insertCount > records) {
      throw new IllegalArgumentException(
          "insertstart " + insertStart + " and insertcount " + insertCount + " do not fit in recordcount " + records);
    }
    if (minScanLength < 1 || minScanLength > maxScanLength) {
      throw new IllegalArgumentException(
          "minscanlength " + minScanLength + " and maxscanlength " + maxScanLength + " give no range from 1");
    }
    if (zeroPadding < 0 || zeroPadding > 200) {
      throw new IllegalArgumentException("zeropadding " + zeroPadding + " outside 0..200");
    }
    if (keyBytes != 0 && (keyBytes < MIN_KEY_BYTES || keyBytes > MAX_KEY_BYTES)) {
      throw new IllegalArgumentException(
          "workload.keyBytes " + keyBytes + " is neither 0 nor " + MIN_KEY_BYTES + ".." + MAX_KEY_BYTES);
    }
    if (!(absentShare >= 0 && absentShare <= 1)) {
      throw new IllegalArgumentException("workload.absentShare " + absentShare + " outside 0..1");
    }
    if (insertRetries < 0) {
      throw new IllegalArgumentException("core_workload_insertion_retry_limit " + insertRetries + " is negative");
    }
    if (requests.distribution() == RequestDistribution.LATEST && records < 2) {
      throw new IllegalArgumentException("requestdistribution=latest needs recordcount 2 or more, found " + records);
    }
  }

  /// Reads a workload from its properties.
  ///
  /// `settings` are the run's `workload.*` keys and win over the file; see [WorkloadParser] for names and meanings.
  /// Throws [IllegalArgumentException] with one line that names `source` and the property.
  public static WorkloadSpec parse(
      String name, String source, Map<String, String> properties, Map<String, String> settings) {
    return new WorkloadParser(source, properties, settings).parse(name);
  }

  /// Whether an update reads before it writes.
  public boolean isUpdateReading() {
    return updateMode == UpdateMode.READ_MODIFY_WRITE && !shape.isWritingAllFields();
  }

  /// Records that a key choice may reach beyond those loaded: as in YCSB, twice the expected inserts, so that growth does
  /// not change which keys are popular. Without `operationcount` as many operations as records are expected. At most four
  /// times the records, because records not yet there are drawn again, and YCSB spins where they are the rule.
  public long expectedNewRecords() {
    double operations = operationCount > 0 ? operationCount : records;
    double expected = operations * mix.shareOf(OperationType.INSERT) * 2.0;
    return (long) Math.min(expected, 4.0 * records);
  }
}
