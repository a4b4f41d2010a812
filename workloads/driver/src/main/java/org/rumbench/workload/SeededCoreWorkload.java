package org.rumbench.workload;

import java.util.List;
import java.util.Properties;
import org.rumbench.workload.generator.ExactZipfian;
import org.rumbench.workload.generator.LoadSequence;
import org.rumbench.workload.generator.SeededChooser;
import org.rumbench.workload.generator.SeededConstant;
import org.rumbench.workload.generator.SeededExponential;
import org.rumbench.workload.generator.SeededHistogram;
import org.rumbench.workload.generator.SeededHotspot;
import org.rumbench.workload.generator.SeededLatest;
import org.rumbench.workload.generator.SeededNumber;
import org.rumbench.workload.generator.SeededScrambledZipfian;
import org.rumbench.workload.generator.SeededSequential;
import org.rumbench.workload.generator.SeededUniform;
import org.rumbench.workload.generator.SeededZipfian;
import org.rumbench.workload.generator.StreamCursor;
import site.ycsb.DB;
import site.ycsb.WorkloadException;
import site.ycsb.measurements.Measurements;
import site.ycsb.workloads.CoreWorkload;

/// CoreWorkload with every source of chance replaced by draws from a [StreamCursor].
///
/// YCSB draws from `ThreadLocalRandom` in the operation chooser, the key chooser, the field chooser, the scan lengths,
/// the field lengths and the value iterators. The first five are generators in protected fields and are replaced after
/// `init`; values are made by [OperationSink] and [FieldContent]. `init` itself sees only checked properties, because
/// CoreWorkload leaves the process on some bad ones and builds key choosers that are then thrown away. The stock way from
/// an operation to its keys is kept, a key not yet inserted is drawn again, and inserted means inserted earlier in the
/// stream. One owner: one instance per driver.
final class SeededCoreWorkload extends CoreWorkload {
  private static final String DELETE = "DELETE";

  private final WorkloadSpec spec;
  private final StreamCursor cursor;
  private final SeededChooser chooser;
  private final SeededNumber keys;
  private final SeededNumber fields;
  private final SeededNumber scanLengths;
  private final SeededNumber fieldLengths;
  private final SeededNumber loadKeys;

  SeededCoreWorkload(WorkloadSpec spec, StreamCursor cursor) {
    // CoreWorkload's constructor asks the static Measurements for its instance, which needs properties to exist.
    Measurements.setProperties(new Properties());
    super();
    this.spec = spec;
    this.cursor = cursor;
    this.chooser = chooser();
    this.keys = keys();
    this.fields = new SeededUniform(cursor, 0, spec.shape().fieldCount() - 1L);
    this.scanLengths = lengths(spec.minScanLength(), spec.maxScanLength(), spec.isScanZipfian());
    this.fieldLengths = fieldLengths();
    this.loadKeys = new LoadSequence(cursor, spec.insertStart());
    try {
      super.init(checkedProperties());
    } catch (WorkloadException e) {
      throw new IllegalArgumentException("workload " + spec.source() + ": " + e.getMessage(), e);
    }
    operationchooser = chooser;
    keychooser = keys;
    fieldchooser = fields;
    scanlength = scanLengths;
    fieldlengthgenerator = fieldLengths;
    keysequence = loadKeys;
  }

  private Properties checkedProperties() {
    Properties properties = new Properties();
    properties.setProperty("recordcount", Long.toString(spec.records()));
    properties.setProperty("requestdistribution", "uniform");
    properties.setProperty("fieldcount", Integer.toString(spec.shape().fieldCount()));
    properties.setProperty("fieldlength", Integer.toString(spec.shape().fieldBytes()));
    properties.setProperty("writeallfields", Boolean.toString(spec.shape().isWritingAllFields()));
    properties.setProperty("insertorder", spec.isOrdered() ? "ordered" : "hashed");
    properties.setProperty("zeropadding", Integer.toString(spec.zeroPadding()));
    return properties;
  }

  /// The generator of field lengths, for the sink.
  SeededNumber fieldLengthDraws() {
    return fieldLengths;
  }

  /// What CoreWorkload's fields hold that can draw.
  List<Object> generatorsInUse() {
    return List.of(operationchooser, keychooser, fieldchooser, scanlength, fieldlengthgenerator, keysequence);
  }

  /// YCSB's own name for a record, as the oracle of [KeyNames].
  String stockKeyName(long keyNumber) {
    return buildKeyName(keyNumber);
  }

  /// The type of the operation at the cursor; takes its first draw.
  OperationType drawType() {
    return switch (chooser.nextValue()) {
      case "READ" -> OperationType.READ;
      case "UPDATE" -> OperationType.UPDATE;
      case "INSERT" -> OperationType.INSERT;
      case "SCAN" -> OperationType.SCAN;
      case DELETE -> OperationType.DELETE;
      default -> OperationType.READ_MODIFY_WRITE;
    };
  }

  private SeededChooser chooser() {
    SeededChooser result = new SeededChooser(cursor);
    for (OperationType type : OperationType.values()) {
      double share = spec.mix().of(type);
      if (share > 0) {
        result.addValue(share, type == OperationType.READ_MODIFY_WRITE ? "READMODIFYWRITE" : type.name());
      }
    }
    return result;
  }

  private SeededNumber keys() {
    WorkloadSpec.Requests requests = spec.requests();
    long first = spec.insertStart();
    long last = first + spec.insertCount() - 1;
    long lastExpected = last + spec.expectedNewRecords();
    return switch (requests.distribution()) {
      case UNIFORM -> new SeededUniform(cursor, first, last);
      // One past the last expected record, as CoreWorkload has it.
      case YCSB_COMPAT -> new SeededScrambledZipfian(cursor, first, lastExpected + 1);
      case ZIPFIAN_EXACT -> new ExactZipfian(cursor, first, lastExpected);
      case LATEST -> new SeededLatest(cursor, spec.records() - 1);
      case HOTSPOT -> new SeededHotspot(cursor, first, last, requests.hotData(), requests.hotOperations());
      case EXPONENTIAL ->
          new SeededExponential(
              cursor, requests.exponentialPercentile(), spec.records() * requests.exponentialFraction());
      case SEQUENTIAL -> new SeededSequential(cursor, first, last);
    };
  }

  private SeededNumber fieldLengths() {
    RecordShape shape = spec.shape();
    return switch (shape.lengths()) {
      case CONSTANT -> new SeededConstant(shape.fieldBytes());
      case UNIFORM -> lengths(shape.minFieldBytes(), shape.fieldBytes(), false);
      case ZIPFIAN -> lengths(shape.minFieldBytes(), shape.fieldBytes(), true);
      case HISTOGRAM -> new SeededHistogram(cursor, shape.histogramBlockBytes(), shape.histogramWeights());
    };
  }

  private SeededNumber lengths(int least, int greatest, boolean isZipfian) {
    return isZipfian ? new SeededZipfian(cursor, least, greatest) : new SeededUniform(cursor, least, greatest);
  }

  private long newestRecord() {
    return spec.records() - 1 + cursor.insertsBefore();
  }

  private long existingRecord() {
    long newest = newestRecord();
    boolean isDistance = spec.requests().distribution() == RequestDistribution.EXPONENTIAL;
    long record;
    do {
      record = isDistance ? newest - keys.nextLong() : keys.nextLong();
    } while (record < 0 || record > newest);
    return record;
  }

  private static OperationSink sink(DB db) {
    if (db instanceof OperationSink sink) {
      return sink;
    }
    throw new IllegalArgumentException("this workload writes operations down; it drives no " + db.getClass());
  }

  @Override
  public boolean doInsert(DB db, Object threadState) {
    sink(db).insert(loadKeys.nextLong());
    return true;
  }

  @Override
  public void doTransactionRead(DB db) {
    long record = existingRecord();
    if (spec.absentShare() > 0 && cursor.nextDouble() < spec.absentShare()) {
      sink(db).readAbsent(record);
    } else {
      sink(db).read(record);
    }
  }

  @Override
  public void doTransactionScan(DB db) {
    long record = existingRecord();
    sink(db).scan(record, scanLengths.nextLong());
  }

  @Override
  public void doTransactionUpdate(DB db) {
    long record = existingRecord();
    sink(db).update(record, fields.nextLong());
  }

  @Override
  public void doTransactionInsert(DB db) {
    sink(db).insert(newestRecord() + 1);
  }

  /// CoreWorkload sends here whatever the chooser names and it does not know: deletes too.
  @Override
  public void doTransactionReadModifyWrite(DB db) {
    if (chooser.lastValue().equals(DELETE)) {
      sink(db).delete(recordToDelete());
      return;
    }
    long record = existingRecord();
    sink(db).readModifyWrite(record, fields.nextLong());
  }

  private long recordToDelete() {
    return spec.mix().isDeleteOldest()
        ? Math.min(spec.insertStart() + cursor.deletesBefore(), newestRecord())
        : existingRecord();
  }
}
