package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.RecordView;
import org.rumbench.storage.IoPurpose;

/// What a store counts, against what lies in its files. For a store at rest.
final class Audit {
  private Audit() {}

  static void check(BitcaskStore store) {
    Map<String, Integer> records = new TreeMap<>();
    for (Segment segment : store.segments()) {
      for (SegmentScanner scanner = scannerOf(segment); scanner.next(); ) {
        records.merge(keyOf(scanner.record()), 1, Integer::sum);
      }
    }
    synchronized (store.lock) {
      for (Segment segment : store.segments()) {
        checkSegment(store, segment);
      }
      assertThat(store.directory.entryCount()).as("keys").isEqualTo(records.size());
      records.forEach((key, count) -> {
        int others = store.directory.others(referenceOf(store, key));
        if (others < KeyEntryDescriptor.MANY_OTHERS) {
          assertThat(others).as("other records of %s", key).isEqualTo(count - 1);
        }
      });
    }
  }

  private static SegmentScanner scannerOf(Segment segment) {
    return new SegmentScanner(segment, IoPurpose.HARNESS);
  }

  private static String keyOf(RecordView record) {
    return record.buffer().getStringWithoutLengthUtf8(record.keyOffset(), record.keyLength());
  }

  private static long referenceOf(BitcaskStore store, String name) {
    UnsafeBuffer key = Rig.bytes(name);
    int length = key.capacity();
    long reference = store.directory.locate(KeyDirectory.hash(key, 0, length), key, 0, length);
    assertThat(reference).as("entry of %s", name).isNotZero();
    return reference;
  }

  private static void checkSegment(BitcaskStore store, Segment segment) {
    long total = 0;
    long live = 0;
    long idle = 0;
    long fingerprint = 0;
    for (SegmentScanner scanner = scannerOf(segment); scanner.next(); ) {
      KeyLocation found = scanner.location();
      RecordView record = scanner.record();
      int hash = KeyDirectory.hash(record.buffer(), record.keyOffset(), record.keyLength());
      long reference = referenceOf(store, keyOf(record));
      total += found.recordLength();
      fingerprint += Segment.fingerprint(found, hash);
      if (store.accounts.isEntry(reference, found)) {
        live += found.recordLength();
        idle += found.isTombstone() && store.accounts.isOnly(reference) ? found.recordLength() : 0;
      }
    }
    assertThat(segment.totalBytes).as("bytes of %s", segment.fileName()).isEqualTo(total);
    assertThat(segment.liveBytes).as("live bytes of %s", segment.fileName()).isEqualTo(live);
    assertThat(segment.idleBytes).as("bytes of idle deletions of %s", segment.fileName()).isEqualTo(idle);
    assertThat(segment.fingerprint()).as("fingerprint of %s", segment.fileName()).isEqualTo(fingerprint);
  }
}
