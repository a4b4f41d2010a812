package org.rumbench.cluster.coordinator;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.cluster.message.ClientAnswer;
import org.rumbench.cluster.message.ClientPage;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.PageWriter;
import org.rumbench.cluster.message.ReplicaStatus;

/// The one place where a coordinator answers clients, and counts how.
final class Answering {
  private final ClientAnswer answer = new ClientAnswer();
  private final ClientPage page = new ClientPage();
  private final long[] counts = new long[Outcome.values().length];

  /// Answers a read with what won; the value is in stored form already stripped of its header by the caller.
  void found(
      ClientSink sink, long requestId, boolean isFound, boolean isRepaired, int answered, long version,
      UnsafeBuffer value, int offset, int length) {
    set(requestId, Outcome.OK, answered, version);
    answer.isFound = isFound;
    answer.isRepaired = isRepaired;
    answer.value.wrap(value, offset, length);
    sink.onAnswer(answer);
  }

  /// Answers a write that reached its quorum.
  void written(ClientSink sink, long requestId, int answered, long version) {
    set(requestId, Outcome.OK, answered, version);
    sink.onAnswer(answer);
  }

  /// Answers a read or write that did not end well.
  void failed(
      ClientSink sink, long requestId, Outcome outcome, boolean isIndeterminate, int answered, long version,
      String text) {
    set(requestId, outcome, answered, version);
    answer.isIndeterminate = isIndeterminate;
    answer.text.wrapText(text);
    sink.onAnswer(answer);
  }

  private void set(long requestId, Outcome outcome, int answered, long version) {
    counts[outcome.ordinal()]++;
    answer.requestId = requestId;
    answer.outcome = outcome;
    answer.isFound = false;
    answer.isRepaired = false;
    answer.isIndeterminate = false;
    answer.answered = answered;
    answer.version = version;
    answer.text.clear();
    answer.value.clear();
  }

  /// Answers a scan with a page.
  void scanned(ClientSink sink, long requestId, int pages, boolean hasMore, PageWriter records) {
    counts[Outcome.OK.ordinal()]++;
    page.requestId = requestId;
    page.outcome = Outcome.OK;
    page.hasMore = hasMore;
    page.answered = pages;
    page.recordCount = records.recordCount();
    page.text.clear();
    page.records.wrap(records.buffer(), 0, records.lengthBytes());
    sink.onPage(page);
  }

  /// Answers a scan that did not end well.
  void scanFailed(ClientSink sink, long requestId, Outcome outcome, String text) {
    counts[outcome.ordinal()]++;
    page.requestId = requestId;
    page.outcome = outcome;
    page.hasMore = false;
    page.answered = 0;
    page.recordCount = 0;
    page.text.wrapText(text);
    page.records.clear();
    sink.onPage(page);
  }

  /// Times an outcome was answered.
  long count(Outcome outcome) {
    return counts[outcome.ordinal()];
  }

  /// What a replica's refusal means to a client, when it is why the quorum is missed.
  static Outcome outcomeOf(ReplicaStatus status) {
    return switch (status) {
      case OK, FAILED -> Outcome.FAILED;
      case STARTING -> Outcome.UNAVAILABLE;
      case OVERLOADED -> Outcome.OVERLOADED;
      case EXPIRED -> Outcome.TIMED_OUT;
      case UNSUPPORTED -> Outcome.UNSUPPORTED;
    };
  }
}
