package org.rumbench.wisckey;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.CommitLog;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.LoggedRecords;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;

/// A value log without a tree: what a write leaves, and what a later life finds.
final class LogFixture {
  static final int THRESHOLD_BYTES = 32;

  final SimRuntime runtime = new SimRuntime(7);
  final MemoryMedium medium;
  final Storage storage;
  final SegmentCatalog catalog;
  final ValueLog log;
  final ValueLogCommit commit;
  final LoggedRecords applied = new LoggedRecords();
  final List<String> replayed = new ArrayList<>();
  /// Whether each of [#replayed] was handed on as a pointer into the log.
  final List<Boolean> pointers = new ArrayList<>();
  long nextSequence = 1;

  private LogFixture(MemoryMedium medium, SegmentCatalog catalog, long segmentBytes) {
    this.medium = medium;
    this.catalog = catalog;
    storage = medium.open(runtime.environment("engine"));
    FileNumbers numbers = new FileNumbers();
    log = new ValueLog(storage, numbers, segmentBytes);
    commit = new ValueLogCommit(storage, numbers, catalog, log, THRESHOLD_BYTES);
  }

  /// Opens the log of `medium` at `position`, replaying `budgetBytes` a step.
  static LogFixture open(
      MemoryMedium medium, SegmentCatalog catalog, long segmentBytes, long position, long budgetBytes) {
    LogFixture fixture = new LogFixture(medium, catalog, segmentBytes);
    CommitLog.Replay replay = fixture.commit.replay(position);
    while (replay.step(budgetBytes, fixture::onUnit)) {}
    replay.close();
    long begin = fixture.commit.start(fixture.nextSequence);
    fixture.runtime.runUntilIdle();
    fixture.commit.release(begin);
    return fixture;
  }

  private boolean onUnit(DirectBuffer records, int offset, int length, long firstSequence) {
    RecordView view = new RecordView();
    long sequence = firstSequence;
    for (int at = offset; at < offset + length; sequence++) {
      at = view.wrap(records, at, offset + length);
      replayed.add(text(view) + "@" + sequence);
      pointers.add(view.isPointer());
    }
    nextSequence = sequence;
    return true;
  }

  private static String text(RecordView view) {
    return view.buffer().getStringWithoutLengthAscii(view.keyOffset(), view.keyLength()) + "=" + view.version();
  }

  /// Appends one record with a value of `valueLength` bytes; returns it as [#replayed] would show it.
  String put(String key, long version, int valueLength) {
    UnsafeBuffer keyBytes = new UnsafeBuffer(key.getBytes(StandardCharsets.UTF_8));
    UnsafeBuffer value = new UnsafeBuffer(new byte[valueLength]);
    value.setMemory(0, valueLength, (byte) version);
    WriteBatch batch =
        new WriteBatch().put(keyBytes, 0, keyBytes.capacity(), version, 0, value, 0, valueLength);
    commit.append(batch.buffer(), batch.lengthBytes(), 1, nextSequence, applied);
    RecordView view = new RecordView();
    view.wrap(applied.buffer(), 0, applied.lengthBytes());
    return text(view) + "@" + nextSequence++;
  }

  /// Syncs and waits.
  void sync() {
    Completion synced = new Completion();
    commit.sync(synced);
    runtime.runUntil(synced::isDone);
  }

  /// Ends this life.
  void close() {
    commit.close();
    storage.close();
  }

  /// The files of `medium` in a new medium, `name` cut to `length` bytes or left out when negative.
  static MemoryMedium copy(MemoryMedium medium, String name, long length) {
    Map<String, byte[]> files = filesOf(medium);
    if (length < 0) {
      files.remove(name);
    } else {
      files.computeIfPresent(name, (each, bytes) -> Arrays.copyOf(bytes, (int) length));
    }
    return new MemoryMedium(SimulatedDisk.free(), files);
  }

  /// A copy with one bit of `name` turned.
  static MemoryMedium damaged(MemoryMedium medium, String name, long offset) {
    Map<String, byte[]> files = filesOf(medium);
    requireNonNull(files.get(name))[(int) offset] ^= 0x10;
    return new MemoryMedium(SimulatedDisk.free(), files);
  }

  private static Map<String, byte[]> filesOf(MemoryMedium medium) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Storage storage = medium.open(new SimRuntime(1).environment("reader"))) {
      for (String name : storage.list()) {
        StorageFile file = storage.open(name, IoPurpose.RECOVERY);
        byte[] bytes = new byte[(int) file.lengthBytes()];
        file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.RECOVERY);
        file.release();
        files.put(name, bytes);
      }
    }
    return files;
  }
}
