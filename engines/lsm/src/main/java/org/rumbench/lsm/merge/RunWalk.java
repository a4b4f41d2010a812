package org.rumbench.lsm.merge;

import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableWalk;
import org.rumbench.storage.IoPurpose;

/// A walk over one sorted run: disjoint tables in key order, opened one after the other. One owner, who closes it and holds
/// the tables meanwhile.
public final class RunWalk implements RecordSource, AutoCloseable {
  private final List<Table> tables;
  private final IoPurpose purpose;
  private final int readAheadBytes;
  private int nextTable;
  private @Nullable TableWalk walk;

  /// A walk over `tables`; reads count under `purpose`.
  public RunWalk(List<Table> tables, IoPurpose purpose, int readAheadBytes) {
    this.tables = tables;
    this.purpose = purpose;
    this.readAheadBytes = readAheadBytes;
  }

  @Override
  public boolean next() {
    while (true) {
      TableWalk present = walk;
      if (present != null && present.next()) {
        return true;
      }
      close();
      if (nextTable >= tables.size()) {
        return false;
      }
      walk = tables.get(nextTable++).walk(purpose, readAheadBytes);
    }
  }

  @Override
  public boolean seek(DirectBuffer key, int offset, int length) {
    close();
    int low = 0;
    int high = tables.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tables.get(middle).metadata().largest().compareTo(key, offset, length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    nextTable = low;
    if (low == tables.size()) {
      return false;
    }
    TableWalk opened = tables.get(nextTable++).walk(purpose, readAheadBytes);
    walk = opened;
    return opened.seek(key, offset, length) || next();
  }

  @Override
  public void close() {
    TableWalk present = walk;
    if (present != null) {
      walk = null;
      present.close();
    }
  }

  private RecordSource present() {
    TableWalk present = walk;
    if (present == null) {
      throw new IllegalStateException("the walk has no present record");
    }
    return present;
  }

  @Override
  public long keyPrefix() {
    return present().keyPrefix();
  }

  @Override
  public DirectBuffer keyBuffer() {
    return present().keyBuffer();
  }

  @Override
  public int keyOffset() {
    return present().keyOffset();
  }

  @Override
  public int keyLength() {
    return present().keyLength();
  }

  @Override
  public int kindAndFlags() {
    return present().kindAndFlags();
  }

  @Override
  public long version() {
    return present().version();
  }

  @Override
  public long sequence() {
    return present().sequence();
  }

  @Override
  public long expiryMillis() {
    return present().expiryMillis();
  }

  @Override
  public DirectBuffer valueBuffer() {
    return present().valueBuffer();
  }

  @Override
  public int valueOffset() {
    return present().valueOffset();
  }

  @Override
  public int valueLength() {
    return present().valueLength();
  }
}
