package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.Step;
import org.rumbench.storage.IoPurpose;

/// Copies what is alive in some segments to new ones and removes the old.
///
/// The order makes every crash harmless: copies, their hint files and what replaced the rest durable, manifest durable
/// (from here on the old files count for nothing), key directory moved, old files unlinked. An entry moves only if it still is the record
/// that was copied, told by version and sequence; a write or delete that came in between keeps the entry.
///
/// A record is left out because a newer one of its key exists, and that one may not be durable yet: so everything
/// appended up to the end of copying is synced before the manifest lets the old record go.
///
/// A tombstone is left out, and its key forgotten, when its version is at or below the purge version and no segment
/// outside the merge has a version at or below it: nothing is left that it could hide. A value that has expired for every
/// read to come is a tombstone: it is left out likewise, or written as one.
final class MergeTask implements Task {
  private enum Phase {
    COPY,
    SYNC,
    HINTS,
    MANIFEST,
    MOVE,
    UNLINK
  }

  /// A new segment, the entries of its records, and the bytes it has.
  private record Output(Segment segment, RecordLogWriter writer, HintBuffer hints, HintWriter hintWriter) {}

  private final BitcaskStore store;
  private final List<Segment> inputs;
  private final boolean isRecovery;
  private final List<Output> outputs = new ArrayList<>();
  private final HintBuffer purged = new HintBuffer();
  private final KeyLocation location = new KeyLocation();
  private final KeyLocation found = new KeyLocation();
  private final WriteBatch tombstone = new WriteBatch();
  private final Checksum checksum = new Checksum();
  private Phase phase = Phase.COPY;
  private boolean hasBegun;
  private long startNanos;
  private long purgeVersion;
  private long inputBytes;
  private long readBytes;
  private int inputIndex;
  private @Nullable SegmentScanner scanner;
  private @Nullable Completion replacements;
  private @Nullable ManifestInstall install;
  private int outputIndex;
  private int entryIndex;

  /// `isRecovery`: the inputs are segments that no manifest lists; it then counts as recovery and is not reported.
  MergeTask(BitcaskStore store, List<Segment> inputs, boolean isRecovery) {
    this.store = store;
    this.inputs = inputs;
    this.isRecovery = isRecovery;
  }

  @Override
  public Step step(long budgetBytes) {
    if (!hasBegun) {
      begin();
    }
    return switch (phase) {
      case COPY -> copy(budgetBytes);
      case SYNC -> sync();
      case HINTS -> writeHints(budgetBytes);
      case MANIFEST -> installManifest();
      case MOVE -> move(budgetBytes);
      case UNLINK -> unlink();
    };
  }

  private IoPurpose purpose() {
    return isRecovery ? IoPurpose.RECOVERY : IoPurpose.MERGE;
  }

  private void begin() {
    hasBegun = true;
    startNanos = store.now();
    synchronized (store.lock) {
      long lowestOutside = Long.MAX_VALUE;
      for (Segment segment : store.segments()) {
        if (!inputs.contains(segment)) {
          lowestOutside = Math.min(lowestOutside, segment.minimumVersion);
        }
      }
      // Records that arrive from here on are above the purge version, so what is outside now is all that counts.
      purgeVersion = lowestOutside == Long.MIN_VALUE
          ? Long.MIN_VALUE
          : Math.min(store.purgeVersion, lowestOutside - 1);
      for (Segment input : inputs) {
        inputBytes += input.totalBytes;
      }
    }
    if (!isRecovery) {
      store.listener.onEvent(new EngineEvent.MergeBegan(startNanos, inputBytes));
    }
  }

  private Step copy(long budgetBytes) {
    long done = 0;
    while (done < budgetBytes) {
      SegmentScanner reading = scanner;
      if (reading == null) {
        if (inputIndex == inputs.size()) {
          closeOutput();
          phase = Phase.SYNC;
          return Step.MORE;
        }
        reading = new SegmentScanner(inputs.get(inputIndex), purpose());
        scanner = reading;
      }
      if (!reading.next()) {
        scanner = null;
        inputIndex++;
        continue;
      }
      done += reading.location().recordLength();
      copyRecord(reading);
    }
    readBytes += done;
    long rate = store.options.mergeBytesPerSecond();
    if (rate > 0 && !isRecovery) {
      long dueNanos = startNanos + (long) (readBytes * 1e9 / rate);
      if (dueNanos > store.now()) {
        return Step.notBefore(dueNanos);
      }
    }
    return Step.MORE;
  }

  private void copyRecord(SegmentScanner reading) {
    RecordView record = reading.record();
    KeyLocation from = reading.location();
    DirectBuffer key = record.buffer();
    int hash = KeyDirectory.hash(key, record.keyOffset(), record.keyLength());
    boolean isAlive =
        store.directory.find(hash, key, record.keyOffset(), record.keyLength(), found)
            && found.sequence == from.sequence
            && found.version == from.version;
    if (!isAlive) {
      return;
    }
    boolean isExpired = record.expiryMillis() != 0 && record.expiryMillis() <= store.earliestReadMillis;
    if ((from.isTombstone() || isExpired) && from.version <= purgeVersion) {
      purged.add(key, record.keyOffset(), record.keyLength(), from);
    } else if (isExpired) {
      tombstone.clear().delete(key, record.keyOffset(), record.keyLength(), from.version);
      write(tombstone.buffer(), 0, tombstone.lengthBytes() | KeyEntryDescriptor.FLAG_TOMBSTONE, reading);
    } else {
      write(key, reading.recordIndex(), from.lengthAndFlags, reading);
    }
  }

  /// Appends the record in `source`, with the identity of the one that is read: itself, or its tombstone.
  private void write(DirectBuffer source, int index, int lengthAndFlags, SegmentScanner reading) {
    KeyLocation from = reading.location();
    location.lengthAndFlags = lengthAndFlags;
    int length = location.recordLength();
    Output output = openOutput(length);
    long unit = output.writer.append(from.sequence, source, index, length);
    location.segmentId = output.segment.id;
    location.recordOffset = (int) unit + output.writer.lastHeaderLength();
    location.checksum =
        lengthAndFlags == from.lengthAndFlags ? from.checksum : checksum.reset().update(source, index, length).value();
    location.version = from.version;
    location.sequence = from.sequence;
    output.segment.add(location);
    RecordView record = reading.record();
    output.hints.add(record.buffer(), record.keyOffset(), record.keyLength(), location);
  }

  private Output openOutput(int recordLength) {
    if (!outputs.isEmpty() && outputs.getLast().segment.closedLengthBytes == 0) {
      Output last = outputs.getLast();
      if (last.writer.positionBytes() + recordLength <= store.options.segmentBytes()
          || last.segment.recordCount == 0) {
        return last;
      }
      closeOutput();
    }
    Segment segment = store.createSegment(true, purpose());
    HintBuffer hints = new HintBuffer();
    Output output =
        new Output(
            segment,
            new RecordLogWriter(segment.file, SegmentDescriptor.MAGIC, segment.id),
            hints,
            new HintWriter(store, segment, hints));
    outputs.add(output);
    return output;
  }

  private void closeOutput() {
    if (outputs.isEmpty() || outputs.getLast().segment.closedLengthBytes != 0) {
      return;
    }
    Output last = outputs.getLast();
    last.writer.close(0);
    last.segment.closedLengthBytes = last.segment.file.lengthBytes();
    last.segment.file.seal();
    last.segment.file.sync(last.segment.synced);
  }

  private Step sync() {
    for (Output output : outputs) {
      if (!output.segment.synced.isDone()) {
        return Step.awaits(output.segment.synced);
      }
      output.segment.synced.throwIfFailed();
    }
    Completion durable = isRecovery ? Completion.done() : syncReplacements();
    if (!durable.isDone()) {
      return Step.awaits(durable);
    }
    durable.throwIfFailed();
    phase = Phase.HINTS;
    return Step.MORE;
  }

  /// Starts making durable what was newer than the records left out; recovery has only durable records to compare with.
  private Completion syncReplacements() {
    Completion durable = replacements;
    if (durable == null) {
      Completion started = new Completion();
      replacements = started;
      store.groupSync.await(failure -> {
        if (failure == null) {
          started.complete();
        } else {
          started.fail(failure);
        }
      });
      return started;
    }
    return durable;
  }

  private Step writeHints(long budgetBytes) {
    if (outputIndex < outputs.size()) {
      if (outputs.get(outputIndex).hintWriter.write(budgetBytes)) {
        outputIndex++;
      }
      return Step.MORE;
    }
    for (Output output : outputs) {
      Completion synced = output.hintWriter.synced();
      if (!synced.isDone()) {
        return Step.awaits(synced);
      }
      synced.throwIfFailed();
    }
    outputIndex = 0;
    phase = Phase.MANIFEST;
    return Step.MORE;
  }

  private Step installManifest() {
    ManifestInstall installing = install;
    if (installing == null) {
      installing = new ManifestInstall(store, outputs.stream().map(Output::segment).toList(), inputs);
      install = installing;
    }
    Step step = installing.step();
    if (!(step instanceof Step.Done)) {
      return step;
    }
    synchronized (store.lock) {
      for (Output output : outputs) {
        output.segment.isSealed = true;
        output.segment.hasHint = true;
        store.addSegment(output.segment);
      }
    }
    phase = Phase.MOVE;
    return Step.MORE;
  }

  private Step move(long budgetBytes) {
    HintBuffer entries = outputIndex < outputs.size() ? outputs.get(outputIndex).hints : purged;
    Segment target = outputIndex < outputs.size() ? outputs.get(outputIndex).segment : null;
    int limit = Math.min(entries.lengthBytes(), entryIndex + Math.clamp(budgetBytes, 1, 16 * 1024));
    synchronized (store.lock) {
      store.directory.beginChange();
      try {
        while (entryIndex < limit) {
          entryIndex = moveEntry(entries, target);
        }
      } finally {
        store.directory.endChange();
      }
    }
    if (entryIndex == entries.lengthBytes()) {
      entryIndex = 0;
      if (target == null) {
        phase = Phase.UNLINK;
      } else {
        outputIndex++;
      }
    }
    return Step.MORE;
  }

  /// Moves one entry to `target`, or forgets its key when that is null, unless something newer came. Under the lock.
  private int moveEntry(HintBuffer entries, @Nullable Segment target) {
    DirectBuffer buffer = entries.buffer();
    int at = entryIndex;
    int end = HintBuffer.decode(buffer, at, entries.lengthBytes(), location);
    Invariant.check(end > 0, "hint entries in memory are whole");
    int keyOffset = at + HintDescriptor.KEY_OFFSET;
    int keyLength = HintBuffer.keyLength(buffer, at);
    int hash = KeyDirectory.hash(buffer, keyOffset, keyLength);
    int reference = store.directory.locate(hash, buffer, keyOffset, keyLength);
    if (reference == 0) {
      return end;
    }
    store.directory.read(reference, found);
    if (found.sequence != location.sequence || found.version != location.version) {
      return end;
    }
    store.holder(found).liveBytes -= found.recordLength();
    if (target == null) {
      store.directory.remove(hash, reference);
    } else {
      location.segmentId = target.id;
      store.directory.update(hash, reference, location);
      target.liveBytes += location.recordLength();
    }
    return end;
  }

  private Step unlink() {
    long outputBytes = 0;
    for (Output output : outputs) {
      output.hintWriter.release();
      outputBytes += output.segment.totalBytes;
    }
    synchronized (store.lock) {
      for (Segment input : inputs) {
        Invariant.check(input.liveBytes == 0, "nothing alive is unlinked", input.liveBytes, 0);
      }
      store.removeSegments(inputs);
    }
    for (Segment input : inputs) {
      store.storage.remove(input.fileName());
      if (input.hasHint) {
        store.storage.remove(HintDescriptor.fileName(input.id));
      }
      input.unpin();
    }
    if (!isRecovery) {
      store.maintenance.countMerge();
      store.listener.onEvent(new EngineEvent.MergeEnded(store.now(), inputBytes, outputBytes));
    }
    return Step.DONE;
  }

  /// Whether another task may publish a manifest before the next slice of this one.
  boolean isBeforeManifest() {
    return phase.compareTo(Phase.MANIFEST) < 0;
  }

  @Override
  public void abandon() {
    ManifestInstall installing = install;
    if (installing != null) {
      installing.release();
    }
    for (Output output : outputs) {
      output.hintWriter.release();
      // From MOVE on the table holds them, and the store lets them go.
      if (phase.compareTo(Phase.MOVE) < 0) {
        output.segment.unpin();
      }
    }
  }
}
