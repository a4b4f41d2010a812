package org.rumbench.reference.sqlite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.rumbench.reference.Lane;
import org.rumbench.reference.OutsideStore;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.StorageFullException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One connection to the database, with the statement that answers point reads. One user at a time.
final class SqliteConnection {
  private final Connection connection;
  private final Statement plain;
  private final PreparedStatement get;

  private SqliteConnection(Connection connection, Statement plain, PreparedStatement get) {
    this.connection = connection;
    this.plain = plain;
    this.get = get;
  }

  /// Opens the database at `path`, made with its two tables when absent.
  static SqliteConnection open(String path, SqliteOptions options, long cacheBytes) {
    try {
      SQLiteConfig config = new SQLiteConfig();
      // The driver would follow each insertion with a query, and leave it in progress.
      config.setGetGeneratedKeys(false);
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path, config.toProperties());
      boolean isReady = false;
      try {
        Statement plain = connection.createStatement();
        for (String pragma : new String[] {
          "busy_timeout=60000", "page_size=" + options.pageBytes(), "journal_mode=WAL", "synchronous=NORMAL",
          "cache_size=-" + cacheBytes / 1024, "wal_autocheckpoint=" + options.checkpointPages(), "temp_store=MEMORY"
        }) {
          finish(plain, "PRAGMA " + pragma);
        }
        finish(
            plain,
            "CREATE TABLE IF NOT EXISTS records (key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
        finish(plain, "CREATE TABLE IF NOT EXISTS mark (id INTEGER PRIMARY KEY, value BLOB NOT NULL)");
        PreparedStatement get = connection.prepareStatement("SELECT value FROM records WHERE key = ?");
        isReady = true;
        return new SqliteConnection(connection, plain, get);
      } finally {
        if (!isReady) {
          connection.close();
        }
      }
    } catch (SQLException e) {
      throw failure("open " + path, e);
    }
  }

  /// What a failed call is to its caller.
  static RuntimeException failure(String call, SQLException cause) {
    String message = "SQLite failed to " + call + ": " + cause.getMessage();
    SQLiteErrorCode code = cause instanceof SQLiteException own ? own.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    if (code == SQLiteErrorCode.SQLITE_FULL) {
      return new StorageFullException(message, cause);
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB) {
      CorruptionException corruption =
          new CorruptionException("SQLite's database", 0, "what was written", String.valueOf(cause.getMessage()));
      corruption.initCause(cause);
      return corruption;
    }
    if (code == SQLiteErrorCode.SQLITE_INTERRUPT) {
      return new IllegalStateException(message, cause);
    }
    return new DeviceException(message, cause);
  }

  PreparedStatement prepare(String sql) {
    try {
      return connection.prepareStatement(sql);
    } catch (SQLException e) {
      throw failure("prepare " + sql, e);
    }
  }

  /// Executes a statement to its end: one with rows left is in progress, and holds up what comes after it.
  private static void finish(Statement statement, String sql) throws SQLException {
    if (statement.execute(sql)) {
      statement.getResultSet().close();
    }
  }

  void execute(String sql) {
    try {
      finish(plain, sql);
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  int get(Lane lane) {
    try {
      get.setBytes(1, bytes(lane.key(), lane.keyLength()));
      return first(get, lane);
    } catch (SQLException e) {
      throw failure("get", e);
    }
  }

  int getMark(Lane lane) {
    try (PreparedStatement mark = connection.prepareStatement("SELECT value FROM mark WHERE id = 1")) {
      return first(mark, lane);
    } catch (SQLException e) {
      throw failure("get the mark", e);
    }
  }

  private static int first(PreparedStatement query, Lane lane) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      if (!rows.next()) {
        return OutsideStore.ABSENT;
      }
      byte[] value = rows.getBytes(1);
      lane.roomForValue(value.length).putBytes(0, value);
      return value.length;
    }
  }

  static byte[] bytes(org.agrona.DirectBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /// Begins to show one state and goes on showing it.
  void beginView() {
    execute("BEGIN");
    execute("SELECT count(*) FROM mark");
  }

  void close() {
    try {
      get.close();
      plain.close();
      connection.close();
    } catch (SQLException e) {
      throw failure("close", e);
    }
  }
}
