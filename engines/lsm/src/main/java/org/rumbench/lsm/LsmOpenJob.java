package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.lsm.compaction.CompactionPolicy;
import org.rumbench.lsm.manifest.CurrentPointer;
import org.rumbench.lsm.manifest.Manifest;
import org.rumbench.lsm.manifest.ManifestDescriptor;
import org.rumbench.lsm.manifest.RecoveredTree;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.lsm.table.BlockCodecs;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableDescriptor;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Opens a tree: reads the manifest, opens its tables, begins a new manifest, replays the commit log into tables and
/// begins a new log. Nothing from an earlier life is appended to, and everything relied on is durable before the first
/// write: tables were synced before the manifest named them, the rest is written anew.
///
/// A crash at any point leaves a store that opens to the same state, because each step only adds what the next needs
/// and old files go last.
public final class LsmOpenJob implements Job {
  private enum Phase {
    READ,
    TABLES,
    MANIFEST,
    IN_USE,
    BUILD,
    REPLAY,
    FLUSH,
    START,
    RECORD,
    OPEN,
    DONE
  }

  private final EngineContext context;
  private final LsmOptions options;
  private final CompactionPolicy policy;
  private final LsmPorts ports;
  private final Storage storage;
  private final long beganMillis;
  private final FileNumbers numbers = new FileNumbers();
  private final RecoveredTree recovered = new RecoveredTree();
  private final CommitLog commitLog;
  private final BlockCache cache;
  private final BlockCodecs codecs = new BlockCodecs();
  private final List<Opened> opened = new ArrayList<>();
  private final ReferenceRelay relay = new ReferenceRelay();
  private Phase phase = Phase.READ;
  private List<RecoveredTree.Placed> toOpen = List.of();
  private @Nullable Completion awaited;
  private @Nullable ManifestChange manifest;
  private CommitLog.@Nullable Replay replay;
  private @Nullable LsmTree tree;
  private long startPosition;

  /// A recovered table and its place.
  ///
  /// @param placed where it is
  /// @param table  the open table
  private record Opened(RecoveredTree.Placed placed, Table table) {}

  /// Tables are opened before the tree that will be told about them.
  private static final class ReferenceRelay implements Table.Unreferenced {
    private volatile @Nullable LsmTree tree;

    @Override
    public void onUnreferenced(Table table) {
      LsmTree owner = tree;
      if (owner == null) {
        table.file().release();
      } else {
        owner.background().onUnreferenced(table);
      }
    }
  }

  LsmOpenJob(EngineContext context, LsmOptions options, CompactionPolicy policy, LsmPorts ports) {
    this.context = context;
    this.options = options;
    this.policy = policy;
    this.ports = ports;
    this.storage = context.storage();
    this.beganMillis = context.environment().clock().wallMillis();
    this.cache = new BlockCache(options.blockCacheBytes());
    this.commitLog = ports.commitLog().create(context, numbers);
  }

  @Override
  public String name() {
    return "opening of an LSM tree";
  }

  /// The open tree; [IllegalStateException] before the job is done.
  public LsmTree tree() {
    LsmTree present = tree;
    if (present == null || phase != Phase.DONE) {
      throw new IllegalStateException("the tree is not open yet");
    }
    return present;
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
    LsmTree present = tree;
    if (present != null) {
      present.close();
    } else {
      commitLog.close();
      codecs.close();
      storage.close();
    }
  }

  private Step advance(long budgetBytes) {
    return switch (phase) {
      case READ -> read();
      case TABLES -> openTables(budgetBytes);
      case MANIFEST -> writeManifest();
      case IN_USE -> useManifest();
      case BUILD -> build();
      case REPLAY -> replay(budgetBytes);
      case FLUSH -> flush();
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
      numbers.noteUsed(FileNumbers.parse(name, TableDescriptor.EXTENSION));
      numbers.noteUsed(FileNumbers.parse(name, ManifestDescriptor.EXTENSION));
    }
    long number = CurrentPointer.read(storage);
    if (number >= 0) {
      Manifest.read(storage, number, recovered, ports.attachment()::onRecovered);
    } else {
      NewTree.requireEmpty(storage);
    }
    numbers.noteUsed(recovered.nextFile() - 1);
    toOpen = recovered.tables();
    return go(Phase.TABLES);
  }

  private Step openTables(long budgetBytes) {
    long passed = 0;
    while (opened.size() < toOpen.size() && passed < budgetBytes) {
      RecoveredTree.Placed placed = toOpen.get(opened.size());
      TableMetadata metadata = placed.table();
      if (!storage.list().contains(metadata.fileName())) {
        throw new CorruptionException(metadata.fileName(), 0, "a table of the tree", "no such file");
      }
      StorageFile file = storage.open(metadata.fileName(), IoPurpose.RECOVERY);
      Table table = Table.open(file, metadata, cache, codecs, IoPurpose.RECOVERY, relay);
      opened.add(new Opened(placed, table));
      passed += table.indexBytes() + table.filterBytes();
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
            .replayFrom(recovered.replayPosition(), recovered.flushedSequence());
    for (RecoveredTree.Placed placed : toOpen) {
      edit.addTable(placed.level(), placed.run(), placed.table());
    }
    byte[] attached = ports.attachment().snapshot();
    if (attached.length > 0) {
      edit.attach(attached);
    }
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
    TableSet tables = TableSet.empty();
    for (List<Opened> run : runs()) {
      RecoveredTree.Placed place = run.getFirst().placed();
      TableSet next =
          tables.with(List.of(), place.level(), place.run(), run.stream().map(Opened::table).toList());
      tables.release();
      tables = next;
    }
    opened.forEach(one -> one.table().release());
    LsmTree built =
        new LsmTree(
            context, options, policy, ports,
            new RecoveredParts(
                numbers, commitLog, present(manifest).manifest(), cache, codecs, tables, recovered.highestVersion(),
                beganMillis));
    relay.tree = built;
    toOpen.forEach(placed -> built.tableIs(EngineEvent.ComponentState.FLUSHED, placed.table()));
    tree = built;
    built.writePath().startAfter(recovered.flushedSequence());
    Set<String> live = new HashSet<>();
    toOpen.forEach(placed -> live.add(placed.table().fileName()));
    present(manifest).removeOrphans(TableDescriptor.EXTENSION, live);
    return go(Phase.REPLAY);
  }

  /// The recovered tables by run.
  private Collection<List<Opened>> runs() {
    SortedMap<Integer, SortedMap<Long, List<Opened>>> byLevel = new TreeMap<>();
    for (Opened one : opened) {
      byLevel.computeIfAbsent(one.placed().level(), level -> new TreeMap<>())
          .computeIfAbsent(one.placed().run(), run -> new ArrayList<>())
          .add(one);
    }
    return byLevel.values().stream().flatMap(level -> level.values().stream()).toList();
  }

  private Step replay(long budgetBytes) {
    LsmTree built = present(tree);
    built.checkHealthy();
    Completion flushing = built.background().flushRunning();
    if (flushing != null && built.gate().isFull(built.states().peek())) {
      return await(flushing, Phase.REPLAY);
    }
    boolean hasMore = present(replay).step(budgetBytes, this::onUnit);
    built.background().schedule();
    if (hasMore) {
      return Step.MORE;
    }
    present(replay).close();
    if (!built.states().peek().active().memtable().isEmpty()) {
      built.writePath().sealRecovered(0, 0, recovered.replayPosition());
      built.background().schedule();
    }
    return go(Phase.FLUSH);
  }

  private boolean onUnit(DirectBuffer records, int offset, int lengthBytes, long firstSequence) {
    return present(tree)
        .writePath()
        .replay(records, offset, lengthBytes, firstSequence, recovered.replayPosition());
  }

  private Step flush() {
    LsmTree built = present(tree);
    built.checkHealthy();
    Completion running = built.background().flushRunning();
    if (running != null) {
      return await(running, Phase.FLUSH);
    }
    return built.states().peek().immutables().length > 0 ? Step.MORE : go(Phase.START);
  }

  private Step start() {
    LsmTree built = present(tree);
    long lastSequence = built.writePath().lastSequence();
    startPosition = commitLog.start(lastSequence + 1);
    Completion synced = new Completion();
    commitLog.sync(synced);
    return await(synced, Phase.RECORD);
  }

  /// The replay position moves only when the new log, and what the log keeps of the old ones, is durable; the same
  /// record says what is attached, because an attachment may rest on what the walk has found.
  private Step record() {
    LsmTree built = present(tree);
    VersionEdit edit = built.newEdit().replayFrom(startPosition, built.writePath().lastSequence());
    byte[] attached = ports.attachment().snapshot();
    if (attached.length > 0) {
      edit.attach(attached);
    }
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
