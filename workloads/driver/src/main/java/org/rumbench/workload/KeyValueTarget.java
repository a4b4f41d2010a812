package org.rumbench.workload;

/// The store under test, as a workload sees it: an asynchronous port for single requests.
///
/// One driver, so one thread, calls [#submit]. The target answers each request once, by calling the completion **on the
/// driver's own loop**: from a task given to [DriverLoop#execute], or inside `submit` itself when the answer is at hand
/// (the driver does not recurse). Between submit and answer the operation and its buffers belong to the target.
///
/// Whether a failed write may have taken effect is told by its [Outcome]; see [Outcome#effect].
@FunctionalInterface
public interface KeyValueTarget {
  /// Starts what [Operation#request] asks for. Never blocks and never throws for an operating failure: that is an
  /// outcome.
  void submit(Operation operation, OperationCompletion completion);
}
