package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.RecordShape.FieldLengths;
import org.rumbench.workload.system.WorkloadFiles;

class RecordCodecTest {
  /// The worked example of FORMAT.md.
  @Test
  void writesFieldsOfVaryingLengthAsTheFormatSays() {
    RecordCodec codec = new RecordCodec(new RecordShape(2, 3, 1, FieldLengths.UNIFORM, 0, List.of(), 0, false));
    UnsafeBuffer value = new UnsafeBuffer(new byte[codec.maxRecordBytes()]);
    int position = codec.begin(value);
    codec.noteLength(value, 0, 3);
    value.putBytes(position, new byte[] {'a', 'b', 'c'});
    codec.noteLength(value, 1, 1);
    value.putBytes(position + 3, new byte[] {'d'});

    byte[] written = new byte[14];
    value.getBytes(0, written);
    assertThat(written).containsExactly(2, 0, 3, 0, 0, 0, 1, 0, 0, 0, 'a', 'b', 'c', 'd');
    assertThat(codec.isWellFormed(value, 0, 14)).isTrue();
    assertThat(codec.isWellFormed(value, 0, 13)).isFalse();
    assertThat(codec.isWellFormed(value, 0, 9)).isFalse();
  }

  @Test
  void replacesOneFieldAndLeavesTheOthers() {
    WorkloadSpec spec =
        WorkloadFiles.load(
            "f",
            Map.of(
                "workload.records", "50",
                "workload.ycsb.fieldlengthdistribution", "uniform",
                "workload.ycsb.fieldlength", "60"));
    OperationStream stream = new OperationStream(spec, Entropy.of(TestSeeds.seed(31)), 0, 1);
    RecordCheck check = stream.newCheck();
    Operation record = stream.newOperation(0, check);
    Operation change = stream.newOperation(1, check);
    int changed = 0;
    for (int i = 0; i < 2_000; i++) {
      stream.next(change);
      if (change.type() != OperationType.READ_MODIFY_WRITE) {
        continue;
      }
      stream.load(record, change.keyNumber);
      change.setValue(record.value(), 0, record.valueLength());
      assertThat(stream.sink().turnIntoPut(change, true)).isTrue();
      assertThat(check.checkValue(change)).isTrue();
      changed++;
    }
    assertThat(changed).isGreaterThan(800);
    assertThat(check.wrongValues()).isZero();
  }
}
