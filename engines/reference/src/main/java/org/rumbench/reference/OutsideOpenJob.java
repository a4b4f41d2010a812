package org.rumbench.reference;

import static org.rumbench.reference.StoredValueDescriptor.FLAGS_OFFSET;
import static org.rumbench.reference.StoredValueDescriptor.FLAG_CLEAN;
import static org.rumbench.reference.StoredValueDescriptor.MARK_LENGTH;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.reference.system.OwnFiles;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Opens an outside store: takes the lock, checks or writes whose store it is, lets the engine open or recover its files,
/// and reads everything for the highest version unless the store says that it was closed in good order.
public final class OutsideOpenJob implements OpenJob {
  private enum Phase {
    LOCK,
    PUBLISH,
    OPEN,
    READ,
    DONE
  }

  private final EngineContext context;
  private final String design;
  private final Set<Capability> capabilities;
  private final Function<OwnFiles, OutsideStore> opener;
  private Phase phase = Phase.LOCK;
  private @Nullable StorageFile draft;
  private @Nullable Completion awaited;
  private @Nullable OutsideStore store;
  private OutsideStore.@Nullable Walk walk;
  private long highestVersion = Long.MIN_VALUE;
  private boolean isClean;
  private volatile @Nullable StorageEngine engine;

  /// The opening of `design`; `opener` opens the engine in a directory of its own. Refused with
  /// [IllegalArgumentException] at once when the storage does not lie on a file system.
  public OutsideOpenJob(
      EngineContext context, String design, Set<Capability> capabilities, Function<OwnFiles, OutsideStore> opener) {
    this.context = context;
    this.design = design;
    this.capabilities = capabilities;
    this.opener = opener;
    if (context.storage().directory() == null) {
      throw new IllegalArgumentException(
          design + " keeps files of its own and needs a directory of a file system; this storage has none");
    }
  }

  @Override
  public String name() {
    return "open " + design;
  }

  @Override
  public Step step(long budgetBytes) {
    boolean isGoingOn = false;
    try {
      Step step = advance(budgetBytes);
      isGoingOn = true;
      return step;
    } finally {
      if (!isGoingOn) {
        giveUp();
      }
    }
  }

  private Step advance(long budgetBytes) {
    Completion before = awaited;
    if (before != null) {
      before.throwIfFailed();
      awaited = null;
    }
    switch (phase) {
      case LOCK -> lock();
      case PUBLISH -> publish();
      case OPEN -> open();
      case READ -> read(budgetBytes);
      case DONE -> {}
    }
    Completion next = awaited;
    if (next != null) {
      return Step.awaits(next);
    }
    return phase == Phase.DONE ? Step.DONE : Step.MORE;
  }

  private void lock() {
    Storage storage = context.storage();
    storage.lock();
    if (!Identity.check(storage, design)) {
      phase = Phase.OPEN;
      return;
    }
    StorageFile file = Identity.draft(storage, design);
    draft = file;
    Completion synced = new Completion();
    awaited = synced;
    phase = Phase.PUBLISH;
    file.sync(synced);
  }

  private void publish() {
    StorageFile file = draft;
    if (file != null) {
      file.release();
      draft = null;
    }
    context.storage().publish(Identity.DRAFT, Identity.FILE);
    Completion synced = new Completion();
    awaited = synced;
    phase = Phase.OPEN;
    context.storage().syncNames(synced);
  }

  private void open() {
    String directory = context.storage().directory();
    if (directory == null) {
      throw new IllegalStateException("the storage lies on no file system any more");
    }
    OutsideStore opened = opener.apply(OwnFiles.in(directory, "own"));
    store = opened;
    Lane lane = new Lane();
    int length = opened.getMark(lane);
    if (length != OutsideStore.ABSENT) {
      if (length != MARK_LENGTH) {
        throw new CorruptionException("the mark", 0, MARK_LENGTH + " bytes", length + " bytes");
      }
      isClean = (lane.value().getByte(FLAGS_OFFSET) & FLAG_CLEAN) != 0;
      highestVersion = StoredValue.version(lane.value());
    }
    if (isClean) {
      finish(opened);
    } else {
      walk = opened.walk(null, null, null);
      phase = Phase.READ;
    }
  }

  private void read(long budgetBytes) {
    OutsideStore.Walk records = walk;
    OutsideStore opened = store;
    if (records == null || opened == null) {
      throw new IllegalStateException("nothing is open to be read");
    }
    long left = budgetBytes;
    while (left > 0) {
      if (!records.next()) {
        records.close();
        walk = null;
        finish(opened);
        return;
      }
      Lane lane = records.lane();
      int ignored = StoredValue.valueOffset(lane.value(), lane.valueLength());
      highestVersion = Math.max(highestVersion, StoredValue.version(lane.value()));
      left -= lane.keyLength() + lane.valueLength();
    }
  }

  private void finish(OutsideStore opened) {
    OutsideEngine own = new OutsideEngine(context, opened, capabilities, design, highestVersion, isClean);
    engine = new GuardedEngine(own, own.calls());
    phase = Phase.DONE;
  }

  private void giveUp() {
    OutsideStore.Walk records = walk;
    if (records != null) {
      records.close();
    }
    OutsideStore opened = store;
    if (opened != null && engine == null) {
      opened.close();
    }
    context.storage().close();
  }

  @Override
  public StorageEngine engine() {
    StorageEngine opened = engine;
    if (opened == null) {
      throw new IllegalStateException("not open yet: " + design);
    }
    return opened;
  }
}
