package org.rumbench.reference.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.rumbench.reference.Lane;
import org.rumbench.reference.OutsideStore;

/// A query over the table in key order as a walk. One owner.
final class SqliteWalk implements OutsideStore.Walk {
  private static final String ALL = "SELECT key, value FROM records";

  private final SqliteView view;
  private final PreparedStatement query;
  private final ResultSet rows;
  private final Lane lane = new Lane();

  private SqliteWalk(SqliteView view, PreparedStatement query, ResultSet rows) {
    this.view = view;
    this.query = query;
    this.rows = rows;
  }

  /// Begins a walk over `view`, which it closes at its end.
  static SqliteWalk begin(SqliteView view, byte @Nullable [] from, byte @Nullable [] to) {
    String where =
        from == null ? (to == null ? "" : " WHERE key < ?") : (to == null ? " WHERE key >= ?" : " WHERE key >= ? AND key < ?");
    PreparedStatement query = view.connection().prepare(ALL + where + " ORDER BY key");
    try {
      int parameter = 0;
      if (from != null) {
        parameter++;
        query.setBytes(parameter, from);
      }
      if (to != null) {
        parameter++;
        query.setBytes(parameter, to);
      }
      return new SqliteWalk(view, query, query.executeQuery());
    } catch (SQLException e) {
      throw SqliteConnection.failure("query", e);
    }
  }

  @Override
  public boolean next() {
    try {
      if (!rows.next()) {
        return false;
      }
      byte[] key = rows.getBytes(1);
      lane.setKey(new org.agrona.concurrent.UnsafeBuffer(key), 0, key.length);
      byte[] value = rows.getBytes(2);
      lane.roomForValue(value.length).putBytes(0, value);
      return true;
    } catch (SQLException e) {
      throw SqliteConnection.failure("step", e);
    }
  }

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public void close() {
    try {
      rows.close();
      query.close();
    } catch (SQLException e) {
      throw SqliteConnection.failure("end a query", e);
    } finally {
      view.close();
    }
  }
}
