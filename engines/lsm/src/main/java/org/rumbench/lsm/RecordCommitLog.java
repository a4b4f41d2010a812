package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.BlockLogDescriptor;
import org.rumbench.coding.BlockLogWriter;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.EngineContext;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.Scheduler;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The default commit log: one record log in blocks per memtable, reserved beforehand, removed when its memtable is a
/// table.
///
/// A position is the number of a log file. A log that was followed by another ends with an END unit; one sync covers
/// the present log and every older one that is not durable yet, so what is acknowledged is always a prefix.
public final class RecordCommitLog implements CommitLog {
  /// Extension of log files.
  public static final String EXTENSION = "log";
  /// Magic of commit logs: `RBCL`.
  public static final int MAGIC = 0x4c434252;
  /// The format that is written; older ones are read too.
  public static final short FORMAT_VERSION = BlockLogDescriptor.FORMAT_VERSION;

  private final Storage storage;
  private final FileNumbers numbers;
  private final Scheduler scheduler;
  private final long reserveBytes;
  private final int blockBytes;
  private final List<Long> earlier = new ArrayList<>();
  private final List<Log> logs = new ArrayList<>();
  private @Nullable BlockLogWriter writer;
  private volatile boolean isClosed;

  private static final class Log {
    final long number;
    final StorageFile file;
    boolean isNameDurable;
    boolean isSealed;

    Log(long number, StorageFile file) {
      this.number = number;
      this.file = file;
    }

    boolean isDurable() {
      return isNameDurable && file.syncedBytes() >= file.lengthBytes();
    }
  }

  /// A log in the context's storage; by its options `logReserveBytes` and `logBlockBytes`.
  public RecordCommitLog(EngineContext context, FileNumbers numbers) {
    this.storage = context.storage();
    this.scheduler = context.environment().scheduler();
    this.numbers = numbers;
    this.reserveBytes = context.options().longOf("logReserveBytes");
    this.blockBytes = context.options().intOf("logBlockBytes");
  }

  @Override
  public Replay replay(long position) {
    List<Long> found = new ArrayList<>();
    for (String name : storage.list()) {
      long number = FileNumbers.parse(name, EXTENSION);
      if (number >= 0) {
        earlier.add(number);
        numbers.noteUsed(number);
        if (number >= position) {
          found.add(number);
        }
      }
    }
    found.sort(null);
    if (position > 0 && !found.contains(position)) {
      // Its name was durable before the edit that replays from it; an edit that was lost made way for a later position.
      throw new CorruptionException(
          FileNumbers.name(position, EXTENSION), 0, "the log to replay from", "no such file");
    }
    return new LogReplay(found);
  }

  @Override
  public long start(long nextSequence) {
    return open();
  }

  private long open() {
    long number = numbers.take();
    StorageFile file = storage.create(FileNumbers.name(number, EXTENSION), IoPurpose.LOG);
    Log log = new Log(number, file);
    synchronized (logs) {
      logs.add(log);
    }
    file.reserve(reserveBytes);
    writer = new BlockLogWriter(file, MAGIC, number, blockBytes);
    return number;
  }

  @Override
  public void append(
      DirectBuffer records, int lengthBytes, int recordCount, long firstSequence, LoggedRecords applied) {
    BlockLogWriter present = writer;
    if (present == null) {
      throw new IllegalStateException("the commit log was not started");
    }
    present.append(firstSequence, records, 0, lengthBytes);
    applied.set(records, lengthBytes);
  }

  @Override
  public long roll(long nextSequence) {
    BlockLogWriter present = writer;
    if (present == null) {
      throw new IllegalStateException("the commit log was not started");
    }
    present.close(nextSequence);
    present.file().seal();
    synchronized (logs) {
      logs.getLast().isSealed = true;
    }
    return open();
  }

  @Override
  public void sync(Completion completion) {
    List<Log> owed = new ArrayList<>();
    boolean owesNames = false;
    synchronized (logs) {
      for (Log log : logs) {
        if (!log.isDurable()) {
          owed.add(log);
          log.file.retain();
          owesNames |= !log.isNameDurable;
        }
      }
    }
    if (owed.isEmpty()) {
      scheduler.execute(completion::complete);
      return;
    }
    List<Log> unnamed = owesNames ? owed : List.of();
    Log last = owed.getLast();
    if (owed.size() == 1) {
      sync(owed, unnamed, completion);
      return;
    }
    // In order, so that bytes of a log known durable prove that the logs before it were.
    Completion before = new Completion();
    before.onDone(failure -> {
      if (failure == null && !isClosed) {
        sync(List.of(last), List.of(), completion);
      } else {
        last.file.release();
        completion.fail(failure == null ? new IllegalStateException("closed before the write was durable") : failure);
      }
    });
    sync(owed.subList(0, owed.size() - 1), unnamed, before);
  }

  /// Syncs files, each with a reference that goes then, and names.
  private void sync(List<Log> files, List<Log> unnamed, Completion completion) {
    AllOf all = new AllOf(completion, files.size() + (unnamed.isEmpty() ? 0 : 1));
    for (Log log : files) {
      Completion synced = all.part();
      synced.onDone(failure -> log.file.release());
      log.file.sync(synced);
    }
    if (!unnamed.isEmpty()) {
      Completion named = all.part();
      named.onDone(failure -> {
        if (failure == null) {
          markNamed(unnamed);
        }
      });
      storage.syncNames(named);
    }
  }

  private void markNamed(List<Log> named) {
    synchronized (logs) {
      named.forEach(log -> log.isNameDurable = true);
    }
  }

  @Override
  public void release(long position) {
    List<Log> gone = new ArrayList<>();
    synchronized (logs) {
      while (!logs.isEmpty() && logs.getFirst().number < position) {
        Log log = logs.removeFirst();
        Invariant.check(log.isSealed, "a log is released only behind the one in use");
        gone.add(log);
      }
    }
    removeEarlier(position);
    for (Log log : gone) {
      storage.remove(log.file.name());
      log.file.release();
    }
  }

  /// Removes logs of an earlier life: recovery has put their records into tables.
  private void removeEarlier(long position) {
    List<Long> gone = new ArrayList<>();
    synchronized (logs) {
      earlier.removeIf(number -> number < position && gone.add(number));
    }
    gone.forEach(number -> storage.remove(FileNumbers.name(number, EXTENSION)));
  }

  @Override
  public long retainedBytes() {
    long sum = 0;
    synchronized (logs) {
      for (Log log : logs) {
        sum += log.file.lengthBytes();
      }
    }
    return sum;
  }

  @Override
  public void close() {
    isClosed = true;
    List<Log> open;
    synchronized (logs) {
      open = List.copyOf(logs);
      logs.clear();
    }
    open.forEach(log -> log.file.release());
  }

  /// Reads the logs of an earlier life one after the other; a torn log ends the walk unless the next one goes on
  /// without a hole, which the target sees by the sequence.
  private final class LogReplay implements Replay {
    private final List<Long> found;
    private int index;
    private @Nullable StorageFile file;
    private @Nullable RecordLogReader reader;

    LogReplay(List<Long> found) {
      this.found = found;
    }

    @Override
    public boolean step(long budgetBytes, Target target) {
      long read = 0;
      while (read < budgetBytes) {
        RecordLogReader present = present();
        if (present == null) {
          return false;
        }
        if (!present.next()) {
          closeFile();
          index++;
          continue;
        }
        read += present.unitLength();
        if (!target.onUnit(
            present.payloadBuffer(), present.payloadIndex(), present.payloadLength(), present.sequence())) {
          checkNothingDurable(present);
          return false;
        }
      }
      return true;
    }

    private @Nullable RecordLogReader present() {
      if (reader == null) {
        if (index >= found.size()) {
          return null;
        }
        long number = found.get(index);
        file = storage.open(FileNumbers.name(number, EXTENSION), IoPurpose.RECOVERY);
        file.adviseSequential();
        reader = RecordLogReader.open(file, MAGIC, number, FORMAT_VERSION, IoPurpose.RECOVERY);
      }
      return reader;
    }

    /// The sequences show a hole, so an earlier log ended before its end: a torn one if nothing from here on was known
    /// durable, else a damaged one.
    private void checkNothingDurable(RecordLogReader hole) {
      RecordLogReader behind = hole;
      String name = FileNumbers.name(found.get(index), EXTENSION);
      while (behind != null) {
        do {
          if (behind.durableToBytes() > RecordLogDescriptor.FILE_HEADER_LENGTH) {
            throw new CorruptionException(
                name, behind.unitOffset(), "every record before what was durable", "a hole before sequence "
                    + behind.sequence());
          }
        } while (behind.next());
        closeFile();
        index++;
        behind = firstUnit();
        name = index < found.size() ? FileNumbers.name(found.get(index), EXTENSION) : name;
      }
    }

    /// The next log at its first unit, null when there is none.
    private @Nullable RecordLogReader firstUnit() {
      for (RecordLogReader next = present(); next != null; next = present()) {
        if (next.next()) {
          return next;
        }
        closeFile();
        index++;
      }
      return null;
    }

    private void closeFile() {
      if (file != null) {
        file.release();
      }
      file = null;
      reader = null;
    }

    @Override
    public void close() {
      closeFile();
    }
  }
}
