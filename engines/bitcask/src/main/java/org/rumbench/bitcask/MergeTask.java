package org.rumbench.bitcask;

import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;

/// Copies what is alive in some segments to new ones and removes the old.
///
/// The order makes every crash harmless: copies, their hint files and what replaced the rest durable, manifest durable
/// (from here on the old files count for nothing), key directory moved, old files unlinked. An entry moves only if it
/// still is the record that was copied, told by version and sequence; a write or delete that came in between keeps the
/// entry.
///
/// A record is left out because a newer one of its key exists, and that one may not be durable yet: so everything
/// appended up to the end of copying is synced before the manifest lets the old record go.
///
/// A tombstone is left out, and its key forgotten, when its version is at or below the purge version and no record is
/// left that it could hide: by the count of the key's records, once those in the inputs are taken off, or because no
/// segment outside the merge has a version at or below it. A value that has expired for every read to come is a
/// tombstone: it is left out likewise, or written as one. The package documentation has the proof.
final class MergeTask implements Task {
  private enum Phase {
    COPY,
    DELETIONS,
    SYNC,
    HINTS,
    MANIFEST,
    MOVE,
    UNLINK
  }

  private static final int ENTRY_BYTES_UNDER_LOCK = 16 * 1024;

  private final BitcaskStore store;
  private final List<Segment> inputs;
  private final boolean isRecovery;
  private final MergeOutputs outputs;
  private final HintBuffer putOff;
  private final HintBuffer purged;
  private final KeyLocation location = new KeyLocation();
  private final KeyLocation found = new KeyLocation();
  private final WriteBatch tombstone = new WriteBatch();
  private final Checksum checksum = new Checksum();
  private Phase phase = Phase.COPY;
  private @Nullable MergePace pace;
  private long purgeVersion;
  private long lowestOutside;
  private long inputBytes;
  private long inputFingerprint;
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
    this.outputs = new MergeOutputs(store, purpose());
    this.putOff = store.hintBuffers.fresh();
    this.purged = store.hintBuffers.fresh();
  }

  @Override
  public Step step(long budgetBytes) {
    MergePace present = pace;
    if (present == null) {
      present = begin();
      if (present == null) {
        return Step.MORE;
      }
      pace = present;
    }
    return switch (phase) {
      case COPY -> copy(present, budgetBytes);
      case DELETIONS -> decide(budgetBytes);
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

  /// Null when a write is under way: it may have been let in at or below the purge version that is taken here, so its
  /// records are counted first. Those that come from here on are above it.
  private @Nullable MergePace begin() {
    if (isRecovery) {
      look();
      return new MergePace(0, store.now());
    }
    if (!store.claimAppend()) {
      return null;
    }
    try {
      look();
    } finally {
      store.releaseAppend();
    }
    long startNanos = store.now();
    store.listener.onEvent(new EngineEvent.MergeBegan(startNanos, inputBytes));
    return new MergePace(store.options.mergeBytesPerSecond(), startNanos);
  }

  private void look() {
    synchronized (store.lock) {
      purgeVersion = store.purgeVersion;
      lowestOutside = Long.MAX_VALUE;
      for (Segment segment : store.segments()) {
        if (!inputs.contains(segment)) {
          lowestOutside = Math.min(lowestOutside, segment.minimumVersion);
        }
      }
      for (Segment input : inputs) {
        inputBytes += input.totalBytes;
      }
    }
  }

  // ---- copying

  private Step copy(MergePace present, long budgetBytes) {
    long slice = present.sliceBytes(budgetBytes);
    long done = 0;
    while (done < slice && phase == Phase.COPY) {
      done += copyNext();
    }
    long nowNanos = store.now();
    long dueNanos = present.after(done, nowNanos);
    return dueNanos > nowNanos ? Step.notBefore(dueNanos) : Step.MORE;
  }

  /// Copies the next record if it is alive; returns its length, 0 at the end of a segment.
  private long copyNext() {
    if (inputIndex == inputs.size()) {
      phase = Phase.DELETIONS;
      return 0;
    }
    Segment input = inputs.get(inputIndex);
    SegmentScanner reading = scanner;
    if (reading == null) {
      reading = new SegmentScanner(input, purpose());
      scanner = reading;
      inputFingerprint = 0;
    }
    if (!reading.next()) {
      checkFingerprint(input);
      scanner = null;
      inputIndex++;
      return 0;
    }
    copyRecord(reading, input);
    return reading.location().recordLength();
  }

  /// What was read must be what was counted when it was written, or loaded by a hint file: otherwise the key directory
  /// does not know what lies there, and leaving out what it does not point to would lose it.
  private void checkFingerprint(Segment input) {
    if (isCounted(input) && inputFingerprint != input.fingerprint()) {
      throw new CorruptionException(
          input.fileName(),
          RecordLogDescriptor.FILE_HEADER_LENGTH,
          "the records that " + HintDescriptor.fileName(input.id) + " tells of, with fingerprint "
              + Long.toHexString(input.fingerprint()),
          Long.toHexString(inputFingerprint));
    }
  }

  /// Recovery takes in nothing of a segment behind a hole.
  private static boolean isCounted(Segment input) {
    return input.recordCount > 0;
  }

  private void copyRecord(SegmentScanner reading, Segment input) {
    RecordView record = reading.record();
    KeyLocation from = reading.location();
    DirectBuffer key = record.buffer();
    int hash = KeyDirectory.hash(key, record.keyOffset(), record.keyLength());
    inputFingerprint += Segment.fingerprint(from, hash);
    boolean isAlive =
        store.directory.find(hash, key, record.keyOffset(), record.keyLength(), found)
            && found.sequence == from.sequence
            && found.version == from.version;
    if (!isAlive) {
      if (isCounted(input)) {
        forget(hash, reading, input);
      }
      return;
    }
    boolean isExpired = record.expiryMillis() != 0 && record.expiryMillis() <= store.earliestReadMillis;
    if ((from.isTombstone() || isExpired) && from.version <= purgeVersion) {
      HintBuffer target = from.version < lowestOutside ? purged : putOff;
      target.add(key, record.keyOffset(), record.keyLength(), from);
    } else if (isExpired) {
      writeTombstone(key, record.keyOffset(), record.keyLength(), from);
    } else {
      outputs.append(
          key, reading.recordIndex(), from.lengthAndFlags, from.checksum, from, key, record.keyOffset(),
          record.keyLength());
    }
  }

  /// Takes a record that will be gone off the count of its key. The count is in memory only, and a merge that fails is
  /// the store's last, so it is done at once.
  private void forget(int hash, SegmentScanner reading, Segment input) {
    RecordView record = reading.record();
    synchronized (store.lock) {
      long reference = store.directory.locate(hash, record.buffer(), record.keyOffset(), record.keyLength());
      if (reference == 0 || store.accounts.isOnly(reference)) {
        throw new CorruptionException(
            input.fileName(), reading.location().recordOffset, "a record that " + HintDescriptor.fileName(input.id)
                + " tells of", "one that was not counted");
      }
      store.accounts.forgetOther(reference);
    }
  }

  private void writeTombstone(DirectBuffer key, int keyOffset, int keyLength, KeyLocation from) {
    tombstone.clear().delete(key, keyOffset, keyLength, from.version);
    DirectBuffer bytes = tombstone.buffer();
    int length = tombstone.lengthBytes();
    outputs.append(
        bytes, 0, length | KeyEntryDescriptor.FLAG_TOMBSTONE, checksum.reset().update(bytes, 0, length).value(), from,
        key, keyOffset, keyLength);
  }

  // ---- deletions put off until all inputs were read

  private Step decide(long budgetBytes) {
    int limit = Math.min(putOff.lengthBytes(), entryIndex + Math.clamp(budgetBytes, 1, ENTRY_BYTES_UNDER_LOCK));
    while (entryIndex < limit) {
      entryIndex = decideOn(entryIndex);
    }
    if (entryIndex == putOff.lengthBytes()) {
      entryIndex = 0;
      outputs.close();
      phase = Phase.SYNC;
    }
    return Step.MORE;
  }

  /// Leaves the deletion out when no other record of its key is left; writes it otherwise.
  private int decideOn(int at) {
    DirectBuffer buffer = putOff.buffer();
    int end = HintBuffer.decode(buffer, at, putOff.lengthBytes(), location);
    int keyOffset = at + HintDescriptor.KEY_OFFSET;
    int keyLength = HintBuffer.keyLength(buffer, at);
    int hash = KeyDirectory.hash(buffer, keyOffset, keyLength);
    boolean isIdle;
    synchronized (store.lock) {
      long reference = store.directory.locate(hash, buffer, keyOffset, keyLength);
      Invariant.check(reference != 0, "only a merge removes a key");
      if (!store.accounts.isEntry(reference, location)) {
        store.accounts.forgetOther(reference);
        return end;
      }
      isIdle = store.accounts.isOnly(reference);
    }
    if (isIdle) {
      purged.add(buffer, keyOffset, keyLength, location);
    } else {
      writeTombstone(buffer, keyOffset, keyLength, location);
    }
    return end;
  }

  // ---- publishing

  private Step sync() {
    Completion pending = outputs.pendingSync();
    if (pending != null) {
      return Step.awaits(pending);
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
    if (outputIndex < outputs.count()) {
      if (outputs.get(outputIndex).hintWriter().write(budgetBytes)) {
        outputIndex++;
      }
      return Step.MORE;
    }
    for (int i = 0; i < outputs.count(); i++) {
      Completion synced = outputs.get(i).hintWriter().synced();
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
      installing = new ManifestInstall(store, outputs.segments(), inputs);
      install = installing;
    }
    Step step = installing.step();
    if (!(step instanceof Step.Done)) {
      return step;
    }
    synchronized (store.lock) {
      for (Segment segment : outputs.segments()) {
        segment.isSealed = true;
        segment.hasHint = true;
        store.addSegment(segment);
      }
    }
    phase = Phase.MOVE;
    return Step.MORE;
  }

  private Step move(long budgetBytes) {
    HintBuffer entries = outputIndex < outputs.count() ? outputs.get(outputIndex).hints() : purged;
    Segment target = outputIndex < outputs.count() ? outputs.get(outputIndex).segment() : null;
    int limit = Math.min(entries.lengthBytes(), entryIndex + Math.clamp(budgetBytes, 1, ENTRY_BYTES_UNDER_LOCK));
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

  /// Moves one entry to `target`, or forgets its key when that is null, unless something newer came: then the copy is
  /// one of the key's other records, and what was left out is one less. Under the lock.
  private int moveEntry(HintBuffer entries, @Nullable Segment target) {
    DirectBuffer buffer = entries.buffer();
    int at = entryIndex;
    int end = HintBuffer.decode(buffer, at, entries.lengthBytes(), location);
    Invariant.check(end > 0, "hint entries in memory are whole");
    int keyOffset = at + HintDescriptor.KEY_OFFSET;
    int keyLength = HintBuffer.keyLength(buffer, at);
    int hash = KeyDirectory.hash(buffer, keyOffset, keyLength);
    long reference = store.directory.locate(hash, buffer, keyOffset, keyLength);
    Invariant.check(reference != 0, "only a merge removes a key");
    boolean isEntry = store.accounts.isEntry(reference, location);
    if (target == null && isEntry) {
      store.accounts.remove(hash, reference);
    } else if (target == null) {
      store.accounts.forgetOther(reference);
    } else if (isEntry) {
      location.segmentId = target.id;
      store.accounts.move(hash, reference, location, target);
    }
    return end;
  }

  private Step unlink() {
    long outputBytes = outputs.end();
    store.hintBuffers.giveBack(putOff);
    store.hintBuffers.giveBack(purged);
    synchronized (store.lock) {
      for (Segment input : inputs) {
        Invariant.check(input.liveBytes == 0, "nothing alive is unlinked", input.liveBytes, 0);
        Invariant.check(input.idleBytes == 0, "no deletion is unlinked", input.idleBytes, 0);
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
    // From MOVE on the table holds them, and the store lets them go.
    outputs.abandon(phase.compareTo(Phase.MOVE) >= 0);
  }
}
