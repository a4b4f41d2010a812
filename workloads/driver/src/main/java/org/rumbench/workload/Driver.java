package org.rumbench.workload;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Entropy;

/// Runs the phases of a workload against a target, one after the other, on one loop.
///
/// Everything happens in tasks of the [DriverLoop]: no thread, no lock, no blocking; so the same class drives a real store
/// from a precise thread and a simulated one in virtual time. Operations come from one seeded stream that phases
/// continue. One operation is written down ahead of its time, so that its cost is not part of anybody's latency.
///
/// An answer may come inside [KeyValueTarget#submit]; the driver then goes on in a loop, not by recursion, and lets
/// other tasks of its loop in after every 256 starts.
public final class Driver {
  private static final int STARTS_PER_TURN = 256;

  private static final RowVisitor UNCHECKED =
      (operation, key, keyOffset, keyLength, value, valueOffset, valueLength) -> {};

  private final WorkloadSpec spec;
  private final Entropy entropy;
  private final KeyValueTarget target;
  private final DriverLoop loop;
  private final DriverSettings settings;
  private final LiveBytes liveBytes;
  private final OperationStream stream;
  private final RecordCheck check;
  private final List<Operation> free = new ArrayList<>();
  private final List<Operation> all = new ArrayList<>();
  private final OperationCompletion onCompleted = this::onCompleted;
  private final Runnable onWake = this::onWake;
  private final Runnable onTurn = this::onTurn;
  private @Nullable Operation ahead;
  private @Nullable PhaseRun current;
  private boolean isPumping;
  private long armedNanos = Pacer.NEVER;

  /// `entropy` is the root of the run's seed, the same for every driver that shares the workload, as is `liveBytes`.
  public Driver(
      WorkloadSpec spec,
      Entropy entropy,
      KeyValueTarget target,
      DriverLoop loop,
      DriverSettings settings,
      LiveBytes liveBytes) {
    this.spec = spec;
    this.entropy = entropy;
    this.target = target;
    this.loop = loop;
    this.settings = settings;
    this.liveBytes = liveBytes;
    this.stream = new OperationStream(spec, entropy, settings.shard(), settings.shards());
    this.check = stream.newCheck();
  }

  /// The fingerprint of the first so many operations of a seed, for provenance: equal wherever it is computed.
  public static StreamHash streamHash(WorkloadSpec spec, Entropy entropy, long operations) {
    return OperationStream.hashOfFirst(spec, entropy, operations);
  }

  /// Starts a phase, from any thread; `listener` hears its end on the loop, after which the next may start. The
  /// completion fails when the driver itself breaks, never for what a target answers.
  public Completion start(Phase phase, PhaseListener listener) {
    Completion ended = new Completion();
    loop.execute(() -> begin(phase, listener, ended));
    return ended;
  }

  /// Has the current phase start no more operations; it ends once those in flight have. Any thread.
  public void stop() {
    loop.execute(
        () -> {
          if (current != null) {
            current.stop(loop.nanos());
            pump();
          }
        });
  }

  private void begin(Phase phase, PhaseListener listener, Completion ended) {
    if (current != null) {
      ended.fail(new IllegalStateException("phase " + current.phase().name() + " has not ended"));
      return;
    }
    try {
      check.reset();
      if (!(phase instanceof Phase.Load)) {
        writeAhead();
      }
      long now = loop.nanos();
      Pacer pacer = Pacer.of(phase, now, stream.loadCount(), settings, entropy.child("workload"));
      current = new PhaseRun(phase, pacer, now, settings, listener, ended);
      pump();
    } catch (RuntimeException e) {
      fail(ended, e);
    }
  }

  /// Ends a phase that broke; answers still to come find none.
  private void fail(Completion ended, RuntimeException cause) {
    current = null;
    if (!ended.isDone()) {
      ended.fail(cause);
    }
  }

  private void onTurn() {
    pump();
  }

  private void onWake() {
    armedNanos = Pacer.NEVER;
    pump();
  }

  /// Starts what is due, ends rows and phase, and sets the alarm for what comes next.
  private void pump() {
    PhaseRun run = current;
    if (isPumping || run == null) {
      return;
    }
    isPumping = true;
    try {
      boolean isTurnOver = startDue(run);
      if (current != run) {
        return;
      }
      run.endRows(loop.nanos());
      if (isTurnOver) {
        loop.execute(onTurn);
      } else if (run.isOver(loop.nanos())) {
        finish(run);
      } else {
        arm(run.nextEventNanos(loop.nanos()));
      }
    } catch (RuntimeException e) {
      fail(run.ended(), e);
    } finally {
      isPumping = false;
    }
  }

  /// Returns true when it stopped only because the turn is over.
  private boolean startDue(PhaseRun run) {
    for (int starts = 0; starts < STARTS_PER_TURN && current == run; starts++) {
      long now = loop.nanos();
      run.endRows(now);
      if (!run.mayStart(now)) {
        return false;
      }
      startNext(run, now);
    }
    return true;
  }

  private void startNext(PhaseRun run, long now) {
    Operation operation;
    if (run.phase() instanceof Phase.Load) {
      operation = takeFree();
      stream.load(operation, run.started());
    } else {
      operation = writeAhead();
      ahead = null;
    }
    operation.stallNanos = 0;
    operation.attempts = 0;
    long intended = run.intendedNanos(now);
    operation.startedNanos = loop.nanos();
    // A closed loop means now, and now is after the operation has been written down.
    operation.intendedNanos = run.phase() instanceof Phase.Run ? intended : operation.startedNanos;
    run.onStarted(operation);
    stream.onIssued(operation);
    submit(operation);
    if (!(run.phase() instanceof Phase.Load)) {
      writeAhead();
    }
  }

  private Operation writeAhead() {
    if (ahead == null) {
      ahead = takeFree();
      stream.next(ahead);
    }
    return ahead;
  }

  private Operation takeFree() {
    if (!free.isEmpty()) {
      return free.removeLast();
    }
    Operation added = stream.newOperation(all.size(), settings.isVerifying() ? check : UNCHECKED);
    all.add(added);
    return added;
  }

  private void submit(Operation operation) {
    operation.partStartedNanos = loop.nanos();
    operation.attempts++;
    switch (operation.request) {
      case GET -> operation.isSurelyLive =
          !operation.isAbsent && spec.mix().delete() == 0 && liveBytes.isSurelyLive(operation.keyNumber);
      case PUT -> beginWrite(operation, operation.keyLength + operation.valueLength);
      case DELETE -> beginWrite(operation, 0);
      case SCAN -> operation.clearRows();
    }
    target.submit(operation, onCompleted);
  }

  private void beginWrite(Operation operation, int bytes) {
    operation.writeBytes = bytes;
    liveBytes.onWriteBegun(operation.keyNumber, bytes);
  }

  private void onCompleted(Operation operation, Outcome outcome) {
    if (operation.isAbandoned) {
      return;
    }
    if (!operation.isInFlight) {
      throw new IllegalStateException("operation in slot " + operation.slot() + " was answered twice");
    }
    PhaseRun run = current;
    if (run == null) {
      return;
    }
    operation.endedNanos = loop.nanos();
    run.endRows(operation.endedNanos);
    try {
      Outcome last = goOn(run, operation, outcome);
      if (last != null) {
        run.onEnded(operation, last);
        free.add(operation);
      }
    } catch (RuntimeException e) {
      fail(run.ended(), e);
      return;
    }
    pump();
  }

  /// Takes in an answer; returns the operation's outcome, or null when it has another request to make.
  private @Nullable Outcome goOn(PhaseRun run, Operation operation, Outcome outcome) {
    return switch (operation.request) {
      case GET -> onGot(run, operation, outcome);
      case PUT, DELETE -> onWritten(run, operation, outcome);
      case SCAN -> {
        run.recorder().scannedRows += operation.rowCount;
        run.recorder().returnedBytes += operation.rowBytes;
        yield outcome;
      }
    };
  }

  private @Nullable Outcome onGot(PhaseRun run, Operation operation, Outcome outcome) {
    if (outcome == Outcome.NOT_FOUND && operation.isSurelyLive) {
      run.recorder().missing++;
    }
    if (operation.isAbsent && outcome == Outcome.NOT_FOUND) {
      return Outcome.OK;
    }
    if (outcome != Outcome.OK) {
      return outcome;
    }
    run.recorder().returnedValues++;
    run.recorder().returnedBytes += operation.keyLength + (long) operation.valueLength;
    boolean isRight = !settings.isVerifying() || check.checkValue(operation);
    if (!isReadingFirst(operation)) {
      return outcome;
    }
    run.recorder().onPart(LatencySeries.getOf(operation.type), partNanos(operation));
    if (!isRight || !stream.sink().turnIntoPut(operation, settings.isVerifying())) {
      return Outcome.FAILED;
    }
    submit(operation);
    return null;
  }

  private @Nullable Outcome onWritten(PhaseRun run, Operation operation, Outcome outcome) {
    liveBytes.onWriteEnded(operation.keyNumber, operation.writeBytes, outcome.effect());
    boolean isRetry =
        outcome != Outcome.OK && run.phase() instanceof Phase.Load && operation.attempts <= spec.insertRetries();
    if (isRetry) {
      run.recorder().retries++;
      submit(operation);
      return null;
    }
    run.recorder().onWritten(operation.keyLength, clientBytes(operation), outcome.effect());
    if (outcome == Outcome.OK && isReadingFirst(operation)) {
      run.recorder().onPart(LatencySeries.putOf(operation.type), partNanos(operation));
    }
    return outcome;
  }

  private static long clientBytes(Operation operation) {
    return operation.keyLength + (operation.request == Request.PUT ? operation.valueLength : 0L);
  }

  private static long partNanos(Operation operation) {
    return operation.endedNanos - operation.partStartedNanos;
  }

  private boolean isReadingFirst(Operation operation) {
    return operation.type == OperationType.READ_MODIFY_WRITE
        || (operation.type == OperationType.UPDATE && spec.isUpdateReading());
  }

  private void arm(long atNanos) {
    if (atNanos < armedNanos) {
      armedNanos = atNanos;
      loop.wakeAt(atNanos, onWake);
    }
  }

  private void finish(PhaseRun run) {
    abandonUnfinished(run);
    PhaseResult result = run.result(loop.nanos(), stream.takeHash(), check.checkedValues(), check.wrongValues());
    current = null;
    run.listener().onEnded(result);
    run.ended().complete();
  }

  /// Gives up what has had no answer in time; a late one is ignored, and its slot is not used again.
  private void abandonUnfinished(PhaseRun run) {
    for (Operation operation : all) {
      if (!operation.isInFlight) {
        continue;
      }
      operation.isInFlight = false;
      operation.isAbandoned = true;
      if (operation.request == Request.PUT || operation.request == Request.DELETE) {
        liveBytes.onWriteEnded(operation.keyNumber, operation.writeBytes, Outcome.Effect.UNKNOWN);
        run.recorder().onWritten(operation.keyLength, clientBytes(operation), Outcome.Effect.UNKNOWN);
      }
    }
  }
}
