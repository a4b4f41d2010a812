package org.rumbench.cluster.client;

/// Told that an operation has its outcome. On the client's loop.
@FunctionalInterface
public interface OperationListener {
  /// The operation may be read now; its buffers are valid during the call. It may be submitted again inside the call.
  void onCompleted(ClientOperation operation);
}
