package org.rumbench.cluster.coordinator;

import org.rumbench.cluster.message.ClientAnswer;
import org.rumbench.cluster.message.ClientPage;

/// Where a coordinator's answers go: a client's connection. A message is valid during the call only.
public interface ClientSink {
  /// Answers a read or write.
  void onAnswer(ClientAnswer message);

  /// Answers a scan.
  void onPage(ClientPage message);
}
