package org.rumbench.testkit.flush.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteStatus;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.kill.system.RealStore;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.system.Backend;

/// Counts the flushes of the device while a design writes, one write after the other, on each [Backend].
///
/// A write that waits for its sync before the next begins is served by a flush that begins after it and ends before the
/// next one: each needs a flush of its own, whoever else flushes at the same time. BUFFERED writes need none. Others can
/// only add to the count, so the least of several rounds is taken.
public final class SyncCheck {
  private static final int WRITES = 12;
  private static final int SYNCED_ROUNDS = 4;
  private static final int BUFFERED_ROUNDS = 20;
  /// Small and large in turn: a design may keep them in different files.
  private static final int[] VALUE_BYTES = {100, 3_000};

  private final Design design;
  private final Path root;

  /// A check of a design that starts no background work of its own within a thousand small writes, with directories
  /// below `root`.
  public SyncCheck(Design design, Path root) {
    this.design = design;
    this.root = root;
  }

  /// What one round counted.
  ///
  /// @param flushes      of the device, 0 when nobody counts
  /// @param deviceWrites requests that wrote to it, 0 when nobody counts
  /// @param syncs        given to the medium by the store
  private record Round(long flushes, long deviceWrites, long syncs) {
    Round least(Round other) {
      return new Round(
          Math.min(flushes, other.flushes), Math.min(deviceWrites, other.deviceWrites), Math.min(syncs, other.syncs));
    }

    @Override
    public String toString() {
      return flushes + " flushes and " + deviceWrites + " writes of the device, " + syncs + " syncs of files";
    }
  }

  /// Checks every backend. A SYNCED write without its flush, or BUFFERED ones that flush, are a [Violation].
  public SyncReport run() throws IOException, InterruptedException {
    Device device = Device.below(Files.createDirectories(root));
    List<String> lines = new ArrayList<>();
    for (Backend backend : Backend.values()) {
      String name = backend.name().toLowerCase(Locale.ROOT);
      try (RealStore store = RealStore.open(design, backend, root.resolve(name))) {
        Writer writer = new Writer(store, device);
        Round synced = writer.least(Durability.SYNCED, SYNCED_ROUNDS);
        checkSynced(name, device, synced);
        Round buffered = writer.least(Durability.BUFFERED, BUFFERED_ROUNDS);
        checkBuffered(name, buffered);
        lines.add(name + ", " + WRITES + " SYNCED writes: " + synced + "; as many BUFFERED: " + buffered);
      }
    }
    return switch (device) {
      case Device.Counted ignored -> new SyncReport(lines, Optional.empty());
      case Device.Uncounted uncounted -> new SyncReport(lines, Optional.of(uncounted.reason()));
    };
  }

  private void checkSynced(String backend, Device device, Round round) {
    String writes = design.name() + " on " + backend + " files: " + WRITES + " writes were acknowledged as SYNCED, but ";
    if (device instanceof Device.Counted counted) {
      if (counted.hasVolatileCache() && round.flushes < WRITES) {
        throw new Violation(writes + "the device was flushed " + round.flushes + " times: " + counted);
      }
      if (round.deviceWrites < WRITES) {
        throw new Violation(writes + "the device was written to " + round.deviceWrites + " times: " + counted);
      }
    }
    if (round.syncs < WRITES) {
      throw new Violation(writes + "the store gave its medium " + round.syncs + " syncs");
    }
  }

  private void checkBuffered(String backend, Round round) {
    if (round.flushes > 1 || round.syncs > 1) {
      throw new Violation(
          design.name() + " on " + backend + " files: " + WRITES + " BUFFERED writes without background work caused "
              + round);
    }
  }

  /// Writes small values, one after the other. One owner.
  private static final class Writer {
    private final RealStore store;
    private final Device device;
    private long version;

    Writer(RealStore store, Device device) {
      this.store = store;
      this.device = device;
    }

    /// The least of each figure over rounds.
    Round least(Durability durability, int rounds) throws IOException, InterruptedException {
      store.drive(store.engine().settle());
      Round least = new Round(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
      for (int i = 0; i < rounds; i++) {
        least = least.least(round(durability));
      }
      return least;
    }

    private Round round(Durability durability) throws IOException, InterruptedException {
      long syncs = syncs();
      Device.Counters before = counters();
      for (int i = 0; i < WRITES; i++) {
        version++;
        int valueBytes = VALUE_BYTES[(int) version % VALUE_BYTES.length];
        write(new Edit.Put("key-" + version % 100, version, valueBytes, 0), durability);
      }
      Device.Counters after = counters();
      return new Round(after.flushes() - before.flushes(), after.writes() - before.writes(), syncs() - syncs);
    }

    private void write(Edit edit, Durability durability) throws InterruptedException {
      Semaphore answered = new Semaphore(0);
      AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
      WriteStatus status = store.write(List.of(edit), durability, cause -> {
        failure.set(cause);
        answered.release();
      });
      if (status == WriteStatus.PENDING) {
        answered.acquire();
        RuntimeException cause = failure.get();
        if (cause != null) {
          throw cause;
        }
      }
    }

    private Device.Counters counters() throws IOException {
      return switch (device) {
        case Device.Counted counted -> counted.counters();
        case Device.Uncounted ignored -> new Device.Counters(0, 0);
      };
    }

    private long syncs() {
      return store.storage().ledger().snapshot().rows().stream().mapToLong(LedgerSnapshot.Row::syncs).sum();
    }
  }
}
