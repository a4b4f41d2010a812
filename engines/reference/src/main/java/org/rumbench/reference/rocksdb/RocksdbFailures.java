package org.rumbench.reference.rocksdb;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.StorageFullException;

/// Says RocksDB's failures in our words. Stateless.
final class RocksdbFailures {
  private RocksdbFailures() {}

  /// What a failed call is to its caller: a [org.rumbench.storage.StorageException], or an [IllegalStateException] when
  /// the database is being closed.
  static RuntimeException of(String call, RocksDBException cause) {
    Status status = cause.getStatus();
    String message = "RocksDB failed to " + call + ": " + cause.getMessage();
    if (status == null) {
      return new DeviceException(message, cause);
    }
    if (status.getSubCode() == Status.SubCode.NoSpace) {
      return new StorageFullException(message, cause);
    }
    return switch (status.getCode()) {
      case Corruption -> {
        CorruptionException corruption =
            new CorruptionException("RocksDB's files", 0, "what was written", String.valueOf(cause.getMessage()));
        corruption.initCause(cause);
        yield corruption;
      }
      case ShutdownInProgress, Aborted, Incomplete -> new IllegalStateException(message, cause);
      case Busy, TryAgain, TimedOut, Ok, NotFound, NotSupported, InvalidArgument, IOError, MergeInProgress, Expired,
          Undefined -> new DeviceException(message, cause);
    };
  }

  /// Closes what declares that closing may fail and does not.
  static void closed(AutoCloseable resource) {
    try {
      resource.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing failed", e);
    }
  }
}
