package org.rumbench.cluster.client;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.flight.InFlight;
import org.rumbench.cluster.message.ByteRegion;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.PageReader;
import org.rumbench.cluster.message.PageWriter;

/// One request to a [ClusterClient] and its result; reusable, one request at a time.
///
/// Prepare it with [#get], [#put], [#delete] or [#scan], submit it, read the result in the listener. The key and value
/// buffers are the caller's and stay as they are until then. What the result refers to is valid inside the listener only.
public final class ClientOperation extends InFlight implements Runnable {
  /// What is asked.
  public enum Kind {
    /// One key's value.
    GET,
    /// Setting one key's value.
    PUT,
    /// Deleting one key.
    DELETE,
    /// Values in key order.
    SCAN
  }

  final ByteRegion key = new ByteRegion();
  final ByteRegion value = new ByteRegion();
  Kind kind = Kind.GET;
  int count;
  int quorum;
  @Nullable OperationListener listener;
  @Nullable ClusterClient client;
  int coordinator;

  Outcome outcome = Outcome.OK;
  boolean isFound;
  boolean isRepaired;
  boolean isIndeterminate;
  long version;
  int replicasAnswered;
  String text = "";
  final ByteRegion result = new ByteRegion();
  private final PageWriter page = new PageWriter();
  private final PageReader records = new PageReader();
  private final UnsafeBuffer resumeKey = new UnsafeBuffer(new byte[0]);

  /// An operation that asks nothing yet.
  public ClientOperation() {}

  private ClientOperation prepare(Kind newKind, DirectBuffer buffer, int offset, int length) {
    if (listener != null) {
      throw new IllegalStateException("the operation is in flight");
    }
    kind = newKind;
    key.wrap(buffer, offset, length);
    value.clear();
    quorum = 0;
    return this;
  }

  /// Asks for a key's value.
  public ClientOperation get(DirectBuffer keyBuffer, int offset, int length) {
    return prepare(Kind.GET, keyBuffer, offset, length);
  }

  /// Asks to set a key's value.
  public ClientOperation put(
      DirectBuffer keyBuffer, int keyOffset, int keyLength, DirectBuffer valueBuffer, int valueOffset,
      int valueLength) {
    prepare(Kind.PUT, keyBuffer, keyOffset, keyLength);
    value.wrap(valueBuffer, valueOffset, valueLength);
    return this;
  }

  /// Asks to delete a key.
  public ClientOperation delete(DirectBuffer keyBuffer, int offset, int length) {
    return prepare(Kind.DELETE, keyBuffer, offset, length);
  }

  /// Asks for up to `recordCount` records in key order, from a key (inclusive) on; length 0 starts with the first.
  public ClientOperation scan(DirectBuffer fromKey, int offset, int length, int recordCount) {
    if (recordCount < 0) {
      throw new IllegalArgumentException("a scan of " + recordCount + " records");
    }
    prepare(Kind.SCAN, fromKey, offset, length);
    count = recordCount;
    return this;
  }

  /// Overrides R (of a get or scan) or W (of a put or delete) for this request; 0 is the cluster's own.
  public ClientOperation quorum(int needed) {
    quorum = needed;
    return this;
  }

  /// What was asked.
  public Kind kind() {
    return kind;
  }

  /// How it ended.
  public Outcome outcome() {
    return outcome;
  }

  /// Whether a get found a value.
  public boolean isFound() {
    return isFound;
  }

  /// Whether a get found stale replicas and had them repaired.
  public boolean isRepaired() {
    return isRepaired;
  }

  /// Whether a put or delete that did not end with OK may show up later all the same.
  public boolean isIndeterminate() {
    return isIndeterminate;
  }

  /// The version read or written; 0 when there is none.
  public long version() {
    return version;
  }

  /// Replicas that had answered (a scan: pages of replicas merged).
  public int replicasAnswered() {
    return replicasAnswered;
  }

  /// One line on what went wrong; empty when nothing did.
  public String text() {
    return text;
  }

  /// The buffer of the value found.
  public DirectBuffer valueBuffer() {
    return result.buffer();
  }

  /// Where the value found starts.
  public int valueOffset() {
    return result.offset();
  }

  /// Length of the value found; 0 when none was.
  public int valueLength() {
    return result.length();
  }

  /// Records that a scan found.
  public int recordCount() {
    return page.recordCount();
  }

  /// A walk over the records that a scan found, from the first; one walk at a time.
  public PageReader records() {
    return records.wrap(page.buffer(), 0, page.lengthBytes());
  }

  void begin() {
    isFound = false;
    isRepaired = false;
    isIndeterminate = false;
    version = 0;
    replicasAnswered = 0;
    text = "";
    result.clear();
    page.clear();
  }

  /// Adds a page to a scan's result. Returns false when its bytes are no records.
  boolean add(ByteRegion bytes, int recordsInPage, boolean hasMore) {
    records.wrap(bytes);
    int found = 0;
    int lastOffset = 0;
    int lastLength = 0;
    while (records.next()) {
      found++;
      lastOffset = records.keyOffset();
      lastLength = records.keyLength();
    }
    if (records.isDamaged() || found != recordsInPage || (hasMore && found == 0)) {
      return false;
    }
    if (hasMore) {
      // The smallest key behind the last one is that key with a zero byte more.
      byte[] next = new byte[lastLength + 1];
      bytes.buffer().getBytes(lastOffset, next, 0, lastLength);
      resumeKey.wrap(next);
      key.wrap(resumeKey, 0, next.length);
    }
    page.addAll(bytes, recordsInPage);
    return true;
  }

  /// The client's task when it was submitted from another thread.
  @Override
  public void run() {
    ClusterClient target = client;
    if (target != null) {
      target.start(this);
    }
  }
}
