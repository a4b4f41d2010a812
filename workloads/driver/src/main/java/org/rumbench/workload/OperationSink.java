package org.rumbench.workload;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.workload.generator.Mix64;
import org.rumbench.workload.generator.SeededNumber;
import org.rumbench.workload.generator.StreamCursor;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;

/// The `DB` that CoreWorkload believes to talk to: it writes the operation down instead of doing it.
///
/// [SeededCoreWorkload] calls the methods with record numbers, which need no maps and strings; YCSB's own are refused.
final class OperationSink extends DB {
  private static final int NO_FIELD = -1;

  private final boolean isUpdateReading;
  private final boolean isWritingAllFields;
  private final RecordCodec codec;
  private final FieldContent content;
  private final KeyNames keys;
  private final StreamCursor cursor;
  private final SeededNumber fieldLengths;
  private final long versionSalt;
  private Operation operation;

  OperationSink(
      WorkloadSpec spec,
      FieldContent content,
      KeyNames keys,
      StreamCursor cursor,
      SeededNumber fieldLengths,
      long versionSalt,
      Operation first) {
    this.isUpdateReading = spec.isUpdateReading();
    this.isWritingAllFields = spec.shape().isWritingAllFields();
    this.codec = new RecordCodec(spec.shape());
    this.content = content;
    this.keys = keys;
    this.cursor = cursor;
    this.fieldLengths = fieldLengths;
    this.versionSalt = versionSalt;
    this.operation = first;
  }

  /// Has the next call written into `target`.
  void aimAt(Operation target) {
    operation = target;
    target.index = cursor.index();
    target.scanLimit = 0;
    target.isAbsent = false;
    target.fieldIndex = NO_FIELD;
    target.payloadLength = 0;
    target.valueLength = 0;
    target.clearRows();
  }

  void read(long keyNumber) {
    name(OperationType.READ, Request.GET, keyNumber);
  }

  /// A read of a key that no record has.
  void readAbsent(long keyNumber) {
    name(OperationType.READ, Request.GET, keyNumber);
    operation.keyLength = keys.putAbsent(operation.key(), keyNumber);
    operation.isAbsent = true;
  }

  void delete(long keyNumber) {
    name(OperationType.DELETE, Request.DELETE, keyNumber);
  }

  void scan(long keyNumber, long limit) {
    name(OperationType.SCAN, Request.SCAN, keyNumber);
    operation.scanLimit = (int) limit;
  }

  void insert(long keyNumber) {
    name(OperationType.INSERT, Request.PUT, keyNumber);
    drawRecord();
    presentRecord();
  }

  void update(long keyNumber, long field) {
    name(OperationType.UPDATE, isUpdateReading ? Request.GET : Request.PUT, keyNumber);
    if (isUpdateReading) {
      drawField((int) field);
    } else {
      drawRecord();
      presentRecord();
    }
  }

  void readModifyWrite(long keyNumber, long field) {
    name(OperationType.READ_MODIFY_WRITE, Request.GET, keyNumber);
    if (isWritingAllFields) {
      drawRecord();
    } else {
      drawField((int) field);
    }
  }

  /// Turns an answered GET of an update or read-modify-write into its PUT; false when the value read is no record, and
  /// so has no field to replace, and values are verified.
  boolean turnIntoPut(Operation answered, boolean isVerifying) {
    if (answered.fieldIndex == NO_FIELD) {
      answered.setValue(answered.payload, 0, answered.payloadLength);
    } else {
      if (!codec.isWellFormed(answered.value(), 0, answered.valueLength)) {
        // A target that keeps nothing answers filler; unverified, that goes back as it came, so that sizes are right.
        answered.request = Request.PUT;
        return !isVerifying;
      }
      answered.valueLength =
          codec.replaceField(answered, answered.fieldIndex, answered.payload, answered.payloadLength);
    }
    answered.request = Request.PUT;
    return true;
  }

  private void name(OperationType type, Request request, long keyNumber) {
    operation.type = type;
    operation.request = request;
    operation.keyNumber = keyNumber;
    operation.keyLength = keys.put(operation.key(), keyNumber);
  }

  private long keyHash() {
    return content.keyHash(operation.key(), 0, operation.keyLength);
  }

  /// Another for each field: equal ones would be found by a compressor.
  private long version(int field) {
    return Mix64.of(Mix64.of(versionSalt ^ cursor.index()) + field);
  }

  private void drawField(int field) {
    int length = (int) fieldLengths.nextLong();
    content.write(operation.payload, 0, length, keyHash(), field, version(field));
    operation.fieldIndex = field;
    operation.payloadLength = length;
  }

  private void drawRecord() {
    long keyHash = keyHash();
    UnsafeBuffer payload = operation.payload;
    int position = codec.begin(payload);
    for (int field = 0; field < codec.fieldCount(); field++) {
      int length = (int) fieldLengths.nextLong();
      codec.noteLength(payload, field, length);
      content.write(payload, position, length, keyHash, field, version(field));
      position += length;
    }
    operation.payloadLength = position;
  }

  private void presentRecord() {
    operation.setValue(operation.payload, 0, operation.payloadLength);
  }

  @Override
  public Status read(String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
    return Status.NOT_IMPLEMENTED;
  }

  @Override
  @SuppressWarnings("NonApiType") // the signature is DB's
  public Status scan(
      String table, String start, int count, Set<String> fields, Vector<HashMap<String, ByteIterator>> rows) {
    return Status.NOT_IMPLEMENTED;
  }

  @Override
  public Status update(String table, String key, Map<String, ByteIterator> values) {
    return Status.NOT_IMPLEMENTED;
  }

  @Override
  public Status insert(String table, String key, Map<String, ByteIterator> values) {
    return Status.NOT_IMPLEMENTED;
  }

  @Override
  public Status delete(String table, String key) {
    return Status.NOT_IMPLEMENTED;
  }
}
