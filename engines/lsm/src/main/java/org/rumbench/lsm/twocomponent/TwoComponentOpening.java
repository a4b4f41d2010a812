package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.lsm.CommitLog;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.ManifestChange;
import org.rumbench.lsm.NewTree;
import org.rumbench.lsm.RecordCommitLog;
import org.rumbench.lsm.manifest.CurrentPointer;
import org.rumbench.lsm.manifest.Manifest;
import org.rumbench.lsm.manifest.ManifestDescriptor;
import org.rumbench.lsm.manifest.RecoveredTree;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Opens a two-component tree: reads the manifest, opens the subtrees, begins a new manifest, replays the commit log
/// into C0, merges all of it into C1 and begins a new log. Nothing from an earlier life is appended to, and everything
/// relied on is durable before the first write.
///
/// A crash at any point leaves a store that opens to the same state, because each step only adds what the next needs
/// and old files go last.
final class TwoComponentOpening implements OpenJob {
  private enum Phase {
    READ,
    SUBTREES,
    MANIFEST,
    IN_USE,
    BUILD,
    REPLAY,
    MERGE,
    START,
    RECORD,
    OPEN,
    DONE
  }

  private final EngineContext context;
  private final TwoComponentOptions options;
  private final Storage storage;
  private final FileNumbers numbers = new FileNumbers();
  private final RecoveredTree recovered = new RecoveredTree();
  private final RecoveredRoot root = new RecoveredRoot();
  private final CommitLog commitLog;
  private final BlockCache cache;
  private final List<Subtree> opened = new ArrayList<>();
  private final ReferenceRelay relay = new ReferenceRelay();
  private Phase phase = Phase.READ;
  private List<SubtreeMetadata> toOpen = List.of();
  private @Nullable Completion awaited;
  private @Nullable ManifestChange manifest;
  private CommitLog.@Nullable Replay replay;
  private @Nullable TwoComponentEngine tree;
  private long startPosition;

  /// Subtrees are opened before the engine that will be told about them.
  private static final class ReferenceRelay implements Subtree.Unreferenced {
    private volatile @Nullable TwoComponentEngine tree;

    @Override
    public void onUnreferenced(Subtree subtree) {
      TwoComponentEngine owner = tree;
      if (owner == null) {
        subtree.file().release();
      } else {
        owner.background().onUnreferenced(subtree);
      }
    }
  }

  TwoComponentOpening(EngineContext context, TwoComponentOptions options) {
    this.context = context;
    this.options = options;
    this.storage = context.storage();
    this.cache = new BlockCache(options.blockCacheBytes());
    this.commitLog = new RecordCommitLog(context, numbers);
  }

  @Override
  public String name() {
    return "opening of a two-component tree";
  }

  @Override
  public StorageEngine engine() {
    TwoComponentEngine present = tree;
    if (present == null || phase != Phase.DONE) {
      throw new IllegalStateException("the tree is not open yet");
    }
    return new GuardedEngine(present, present.calls());
  }

  @Override
  public Step step(long budgetBytes) {
    try {
      Completion before = awaited;
      if (before != null) {
        awaited = null;
        before.throwIfFailed();
      }
      return advance(budgetBytes);
    } catch (RuntimeException | Error failure) {
      giveUp();
      throw failure;
    }
  }

  private void giveUp() {
    TwoComponentEngine present = tree;
    if (present != null) {
      present.close();
    } else {
      commitLog.close();
      storage.close();
    }
  }

  private Step advance(long budgetBytes) {
    return switch (phase) {
      case READ -> read();
      case SUBTREES -> openSubtrees(budgetBytes);
      case MANIFEST -> writeManifest();
      case IN_USE -> useManifest();
      case BUILD -> build();
      case REPLAY -> replay(budgetBytes);
      case MERGE -> merge();
      case START -> start();
      case RECORD -> record();
      case OPEN -> open();
      case DONE -> Step.DONE;
    };
  }

  private Step go(Phase next) {
    phase = next;
    return Step.MORE;
  }

  private Step await(Completion completion, Phase next) {
    awaited = completion;
    phase = next;
    return Step.awaits(completion);
  }

  private Step read() {
    storage.lock();
    for (String name : storage.list()) {
      numbers.noteUsed(FileNumbers.parse(name, SubtreeDescriptor.EXTENSION));
      numbers.noteUsed(FileNumbers.parse(name, ManifestDescriptor.EXTENSION));
    }
    long number = CurrentPointer.read(storage);
    if (number >= 0) {
      Manifest.read(storage, number, recovered, root::apply);
      if (!root.hasEdits() || !recovered.tables().isEmpty()) {
        throw new IllegalStateException(
            "the store is of another design, which keeps sorted tables; open it with that one");
      }
    } else {
      NewTree.requireEmpty(storage);
    }
    numbers.noteUsed(recovered.nextFile() - 1);
    toOpen = root.subtrees();
    return go(Phase.SUBTREES);
  }

  private Step openSubtrees(long budgetBytes) {
    long passed = 0;
    while (opened.size() < toOpen.size() && passed < budgetBytes) {
      SubtreeMetadata metadata = toOpen.get(opened.size());
      if (!storage.list().contains(metadata.fileName())) {
        throw new CorruptionException(metadata.fileName(), 0, "a subtree of the tree", "no such file");
      }
      StorageFile file = storage.open(metadata.fileName(), IoPurpose.RECOVERY);
      opened.add(Subtree.open(file, metadata, cache, IoPurpose.RECOVERY, relay));
      passed += SubtreeDescriptor.FOOTER_LENGTH;
    }
    return opened.size() < toOpen.size() ? Step.MORE : go(Phase.MANIFEST);
  }

  /// A new manifest that begins with everything known. Its number comes after those of all logs, which the walk over
  /// the commit log notes.
  private Step writeManifest() {
    replay = commitLog.replay(recovered.replayPosition());
    long number = numbers.take();
    VersionEdit edit =
        new VersionEdit()
            .nextFile(numbers.peek())
            .highestVersion(recovered.highestVersion())
            .replayFrom(recovered.replayPosition(), recovered.flushedSequence())
            .attach(root.asEdit(recovered.flushedSequence()).toArray());
    manifest = new ManifestChange(storage, number, edit);
    return go(Phase.IN_USE);
  }

  private Step useManifest() {
    Completion next = present(manifest).next();
    return next == null ? go(Phase.BUILD) : await(next, Phase.IN_USE);
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("opening is out of order");
    }
    return value;
  }

  private Step build() {
    DiskTree none = DiskTree.empty();
    DiskTree disk = none.with(List.of(), opened);
    opened.forEach(Subtree::release);
    TwoComponentEngine built =
        new TwoComponentEngine(
            context, options,
            new TwoComponentEngine.Opened(
                numbers, commitLog, present(manifest).manifest(), cache, disk, recovered.highestVersion()));
    relay.tree = built;
    tree = built;
    toOpen.forEach(subtree -> built.subtreeIs(EngineEvent.ComponentState.FLUSHED, subtree));
    built.writes().startAfter(recovered.flushedSequence());
    Set<String> live = new HashSet<>();
    toOpen.forEach(subtree -> live.add(subtree.fileName()));
    present(manifest).removeOrphans(SubtreeDescriptor.EXTENSION, live);
    return go(Phase.REPLAY);
  }

  private Step replay(long budgetBytes) {
    TwoComponentEngine built = present(tree);
    built.checkHealthy();
    Completion merging = built.background().mergeRunning();
    if (merging != null && built.states().peek().sealed().length >= options.maxImmutableMemtables()) {
      return await(merging, Phase.REPLAY);
    }
    boolean hasMore = present(replay).step(budgetBytes, this::onUnit);
    built.background().schedule();
    if (hasMore) {
      return Step.MORE;
    }
    present(replay).close();
    if (built.writes().lastSequence() < root.mergedSequence()) {
      throw new CorruptionException(
          "commit log", 0, "every record up to sequence " + root.mergedSequence() + ", of which some are in subtrees",
          "the end behind sequence " + built.writes().lastSequence());
    }
    if (!built.states().peek().active().memtable().isEmpty()) {
      built.writes().sealRecovered(0, 0, recovered.replayPosition());
      built.background().schedule();
    }
    return go(Phase.MERGE);
  }

  private boolean onUnit(DirectBuffer records, int offset, int lengthBytes, long firstSequence) {
    return present(tree)
        .writes()
        .replay(records, offset, lengthBytes, firstSequence, recovered.replayPosition(), root);
  }

  private Step merge() {
    TwoComponentEngine built = present(tree);
    built.checkHealthy();
    Completion running = built.background().mergeRunning();
    if (running != null) {
      return await(running, Phase.MERGE);
    }
    return built.states().peek().sealed().length > 0 ? Step.MORE : go(Phase.START);
  }

  private Step start() {
    startPosition = commitLog.start(present(tree).writes().lastSequence() + 1);
    Completion synced = new Completion();
    commitLog.sync(synced);
    return await(synced, Phase.RECORD);
  }

  /// The replay position moves only when the new log is durable.
  private Step record() {
    TwoComponentEngine built = present(tree);
    VersionEdit edit = built.newEdit().replayFrom(startPosition, built.writes().lastSequence());
    Completion synced = new Completion();
    built.manifest().append(edit);
    built.manifest().sync(synced);
    return await(synced, Phase.OPEN);
  }

  private Step open() {
    commitLog.release(startPosition);
    phase = Phase.DONE;
    present(tree).openForWrites();
    return Step.DONE;
  }
}
