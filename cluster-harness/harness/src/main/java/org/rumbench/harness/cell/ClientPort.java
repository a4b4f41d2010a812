package org.rumbench.harness.cell;

import org.rumbench.cluster.client.ClientOperation;
import org.rumbench.cluster.client.ClusterClient;
import org.rumbench.cluster.client.OperationListener;
import org.rumbench.cluster.message.PageReader;
import org.rumbench.workload.DriverLoop;
import org.rumbench.workload.KeyValueTarget;
import org.rumbench.workload.Operation;
import org.rumbench.workload.OperationCompletion;
import org.rumbench.workload.Outcome;
import org.rumbench.workload.Request;

/// The workload's port on a cluster client that lives on a loop of its own: requests are handed over to that loop, answers
/// back to the driver's. One pending object per slot of the driver, so that nothing is allocated per operation.
final class ClientPort implements KeyValueTarget {
  private final ClusterClient client;
  private final DriverLoop loop;

  ClientPort(ClusterClient client, DriverLoop loop) {
    this.client = client;
    this.loop = loop;
  }

  @Override
  public void submit(Operation operation, OperationCompletion completion) {
    Pending pending;
    if (operation.attachment() instanceof Pending known) {
      pending = known;
    } else {
      pending = new Pending(operation);
      operation.attach(pending);
    }
    pending.completion = completion;
    ClientOperation request = pending.request;
    switch (operation.request()) {
      case GET -> request.get(operation.key(), 0, operation.keyLength());
      case PUT ->
          request.put(operation.key(), 0, operation.keyLength(), operation.value(), 0, operation.valueLength());
      case DELETE -> request.delete(operation.key(), 0, operation.keyLength());
      case SCAN -> {
        operation.clearRows();
        request.scan(operation.key(), 0, operation.keyLength(), operation.scanLimit());
      }
    }
    client.submitFromOutside(request, pending);
  }

  /// One slot's request on its way to the cluster and back.
  private final class Pending implements OperationListener, Runnable {
    private final Operation operation;
    private final ClientOperation request = new ClientOperation();
    private OperationCompletion completion = (ended, outcome) -> {};
    private Outcome outcome = Outcome.FAILED;

    Pending(Operation operation) {
      this.operation = operation;
    }

    /// On the client's loop: takes the result over while its buffers are valid.
    @Override
    public void onCompleted(ClientOperation ended) {
      outcome = outcomeOf(ended);
      if (outcome == Outcome.OK && operation.request() == Request.GET) {
        operation.setValue(ended.valueBuffer(), ended.valueOffset(), ended.valueLength());
      } else if (outcome == Outcome.OK && operation.request() == Request.SCAN) {
        PageReader records = ended.records();
        while (records.next()) {
          operation.addRow(records.buffer(), records.keyOffset(), records.keyLength(), records.buffer(),
              records.valueOffset(), records.valueLength());
        }
      }
      loop.execute(this);
    }

    /// On the driver's loop.
    @Override
    public void run() {
      completion.onCompleted(operation, outcome);
    }

    private Outcome outcomeOf(ClientOperation ended) {
      return switch (ended.outcome()) {
        case OK -> ended.kind() == ClientOperation.Kind.GET && !ended.isFound() ? Outcome.NOT_FOUND : Outcome.OK;
        case UNAVAILABLE -> ended.isIndeterminate() ? Outcome.TIMED_OUT : Outcome.UNAVAILABLE;
        case TIMED_OUT -> Outcome.TIMED_OUT;
        case OVERLOADED -> ended.isIndeterminate() ? Outcome.TIMED_OUT : Outcome.OVERLOADED;
        case UNSUPPORTED -> Outcome.UNSUPPORTED;
        case TOO_LARGE -> Outcome.TOO_LARGE;
        case FAILED -> Outcome.FAILED;
      };
    }
  }
}
