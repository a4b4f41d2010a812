package org.rumbench.reference.sqlite;

import java.util.function.Consumer;
import org.rumbench.reference.OutsideStore;

/// A connection inside a read transaction: a state that stays. Shared by a snapshot and the walks over it; the last of
/// them gives it back.
final class SqliteView implements OutsideStore.View {
  private final SqliteConnection connection;
  private final Consumer<SqliteConnection> onEnd;
  private int users = 1;

  /// `connection` is in its transaction; `onEnd` takes it back.
  SqliteView(SqliteConnection connection, Consumer<SqliteConnection> onEnd) {
    this.connection = connection;
    this.onEnd = onEnd;
  }

  SqliteConnection connection() {
    return connection;
  }

  /// One more user.
  synchronized SqliteView shared() {
    users++;
    return this;
  }

  @Override
  public void close() {
    boolean isLast;
    synchronized (this) {
      users--;
      isLast = users == 0;
    }
    if (isLast) {
      connection.execute("COMMIT");
      onEnd.accept(connection);
    }
  }
}
