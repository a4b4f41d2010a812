package org.rumbench.cluster.replica;

import java.util.List;
import java.util.stream.Stream;
import org.rumbench.cluster.message.WriteOrigin;

/// What a replica accepted, by origin: the denominators of write amplification. Counters grow from opening.
///
/// @param rows one per [WriteOrigin], in its order
public record AcceptedBytes(List<Row> rows) {
  /// Everything accepted for one reason.
  ///
  /// @param origin       the reason
  /// @param records      puts and deletes
  /// @param keyBytes     bytes of keys
  /// @param valueBytes   bytes of users' values
  /// @param versionBytes bytes of versions, clocks and value headers
  public record Row(WriteOrigin origin, long records, long keyBytes, long valueBytes, long versionBytes) {
    /// Key and value bytes.
    public long payloadBytes() {
      return keyBytes + valueBytes;
    }
  }

  /// The row of one origin.
  public Row row(WriteOrigin origin) {
    return rows.get(origin.ordinal());
  }

  /// Key and value bytes over all origins.
  public long payloadBytes() {
    return rows.stream().mapToLong(Row::payloadBytes).sum();
  }

  /// The counters behind it. One owner.
  static final class Counters {
    private static final int FIELDS = 4;

    private final long[] counts = new long[WriteOrigin.values().length * FIELDS];

    void add(WriteOrigin origin, int keyBytes, int valueBytes, int versionBytes) {
      int at = origin.ordinal() * FIELDS;
      counts[at]++;
      counts[at + 1] += keyBytes;
      counts[at + 2] += valueBytes;
      counts[at + 3] += versionBytes;
    }

    AcceptedBytes snapshot() {
      return new AcceptedBytes(Stream.of(WriteOrigin.values()).map(this::row).toList());
    }

    private Row row(WriteOrigin origin) {
      int at = origin.ordinal() * FIELDS;
      return new Row(origin, counts[at], counts[at + 1], counts[at + 2], counts[at + 3]);
    }
  }
}
