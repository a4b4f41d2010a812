package org.rumbench.storage.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.storage.QueueScheduler;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.StorageFullException;

/// The traps of real files, each for every kind of storage.
class SystemStorageTest {
  enum Kind {
    CHANNEL {
      @Override
      Storage open(Path path, Environment environment) {
        return ChannelStorage.open(path, environment);
      }
    },
    DIRECT {
      @Override
      Storage open(Path path, Environment environment) {
        return DirectStorage.open(path, environment);
      }
    },
    MAPPED {
      @Override
      Storage open(Path path, Environment environment) {
        return MappedStorage.open(path, environment);
      }
    };

    abstract Storage open(Path path, Environment environment);
  }

  private final QueueScheduler loop = new QueueScheduler();

  @TempDir
  private Path directory;

  private Storage open(Kind kind) {
    return kind.open(directory, loop.environment(1));
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new RandomStream(seed).nextBytes(bytes);
    return bytes;
  }

  private static void append(StorageFile file, byte[] bytes) {
    file.append(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  private static byte[] read(StorageFile file, long offset, int length) {
    UnsafeBuffer target = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    file.read(offset, target, 0, length, IoPurpose.USER_READ);
    byte[] found = new byte[length];
    target.getBytes(0, found);
    return found;
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedReaderReadsOnAndClosesTheFileForNobody(Kind kind) {
    try (Storage storage = open(kind)) {
      StorageFile file = storage.create("table", IoPurpose.FLUSH);
      byte[] written = bytes(1, 10_000);
      append(file, written);
      file.seal();
      Thread.currentThread().interrupt();
      assertThat(read(file, 0, 10_000)).isEqualTo(written);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(read(file, 100, 50)).isEqualTo(sub(written, 100, 50));
    }
  }

  /// A hint, also one that is wrong, changes nothing that can be read.
  @ParameterizedTest
  @EnumSource
  void readsWhatWasAskedForAhead(Kind kind) {
    try (Storage storage = open(kind)) {
      StorageFile file = storage.create("log", IoPurpose.VALUE_LOG);
      byte[] written = bytes(2, 100_000);
      append(file, written);
      file.adviseWillNeed(1_000, 5_000);
      file.adviseWillNeed(90_000, 1_000_000);
      file.seal();
      file.adviseDoNotCache();
      file.adviseWillNeed(0, 100_000);
      assertThat(read(file, 0, 100_000)).isEqualTo(written);
      assertThatThrownBy(() -> read(file, 90_001, 10_000)).isInstanceOf(CorruptionException.class);
    }
  }

  private static byte[] sub(byte[] bytes, int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  @ParameterizedTest
  @EnumSource
  void readersBesideTheWriterSeeEveryByteBelowTheLength(Kind kind) throws InterruptedException {
    try (Storage storage = open(kind)) {
      StorageFile file = storage.create("log", IoPurpose.FLUSH);
      AtomicBoolean isEnded = new AtomicBoolean();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        RandomStream random = new RandomStream(i);
        readers.add(Thread.ofPlatform().start(() -> {
          try {
            UnsafeBuffer target = new UnsafeBuffer(new byte[16]);
            while (!isEnded.get()) {
              long count = file.lengthBytes() / 8;
              if (count > 0) {
                long at = random.nextBoolean() ? count - 1 : random.nextLong(count);
                file.read(at * 8, target, 0, 8, IoPurpose.USER_READ);
                if (target.getLong(0) != at) {
                  throw new AssertionError(at + " reads as " + target.getLong(0));
                }
              }
            }
          } catch (Throwable e) {
            failure.set(e);
          }
        }));
      }
      UnsafeBuffer source = new UnsafeBuffer(new byte[8 * 500]);
      for (long next = 0; next < 200_000; next += 500) {
        for (int i = 0; i < 500; i++) {
          source.putLong(i * 8, next + i);
        }
        file.append(source, 0, 4000);
        if (next % 50_000 == 0) {
          Completion completion = new Completion();
          file.sync(completion);
          loop.await(completion);
        }
      }
      file.seal();
      isEnded.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(failure.get()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReservationNoDeviceHoldsIsRefusedAndHarmsNothing(Kind kind) {
    try (Storage storage = open(kind)) {
      StorageFile file = storage.create("log", IoPurpose.LOG);
      append(file, bytes(1, 5000));
      assertThatThrownBy(() -> file.reserve(1L << 52)).isInstanceOf(StorageFullException.class);
      append(file, bytes(2, 5000));
      assertThat(read(file, 5000, 5000)).isEqualTo(bytes(2, 5000));
      assertThat(storage.ledger().snapshot().space().isConserved()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSealedFileIsExactlyAsLongAsItsBytesBeforeItIsClosed(Kind kind) throws IOException {
    try (Storage storage = open(kind)) {
      StorageFile file = storage.create("table", IoPurpose.FLUSH);
      file.reserve(1_000_000);
      append(file, bytes(1, 5001));
      file.seal();
      long expected = kind == Kind.DIRECT ? 2 * 4096 : 5001;
      assertThat(Files.size(directory.resolve("table"))).isEqualTo(expected);
      assertThat(storage.ledger().snapshot().space().live().allocatedBytes()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryHasOneOwnerUntilItIsClosed(Kind kind) {
    try (Storage other = open(kind)) {
      Storage storage = open(kind);
      storage.lock();
      assertThatThrownBy(other::lock).isInstanceOf(IllegalStateException.class);
      storage.close();
      other.lock();
      assertThat(other.list()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRemovedFileCountsAsPinnedUntilItsLastReader(Kind kind) {
    try (Storage storage = open(kind)) {
      StorageFile file = storage.create("table", IoPurpose.MERGE);
      append(file, bytes(1, 5000));
      file.retain();
      storage.remove("table");
      file.release();
      LedgerSnapshot.Space pinned = storage.ledger().snapshot().space();
      assertThat(pinned.pinned().logicalBytes()).isEqualTo(5000);
      assertThat(read(file, 1000, 4000)).isEqualTo(sub(bytes(1, 5000), 1000, 4000));
      file.release();
      LedgerSnapshot.Space gone = storage.ledger().snapshot().space();
      assertThat(gone.pinned()).isEqualTo(LedgerSnapshot.Lengths.ZERO);
      assertThat(gone.removed().logicalBytes()).isEqualTo(5000);
      assertThat(gone.isConserved()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void manySyncsOfOneFileAreServedByFew(Kind kind) {
    try (Storage storage = open(kind)) {
      StorageFile file = storage.create("log", IoPurpose.LOG);
      List<Completion> completions = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        append(file, bytes(i, 100));
        Completion completion = new Completion();
        file.sync(completion);
        completions.add(completion);
      }
      completions.forEach(loop::await);
      assertThat(completions).allMatch(completion -> completion.failure() == null);
      assertThat(file.syncedBytes()).isEqualTo(10_000);
      assertThat(storage.ledger().snapshot().row(IoPurpose.LOG).syncs()).isBetween(1L, 99L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAProcessLeavesBehindWithoutClosingIsReadByTheNext(Kind kind) {
    Storage abandoned = open(kind);
    StorageFile file = abandoned.create("log", IoPurpose.LOG);
    for (int i = 0; i < 30; i++) {
      append(file, bytes(i, 700));
    }
    try (Storage storage = open(kind)) {
      long length = storage.lengthBytes("log");
      StorageFile found = storage.open("log", IoPurpose.RECOVERY);
      for (int i = 0; i < 30; i++) {
        assertThat(read(found, i * 700L, 700)).isEqualTo(bytes(i, 700));
      }
      if (kind == Kind.MAPPED) {
        assertThat(read(found, 21_000, (int) length - 21_000)).containsOnly(0);
      } else {
        assertThat(length).isEqualTo(21_000);
      }
      assertThatThrownBy(() -> append(found, new byte[1])).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> read(found, length, 1)).isInstanceOf(CorruptionException.class);
    }
    abandoned.close();
  }

  @ParameterizedTest
  @EnumSource
  void aReleasedFileKeepsNeitherMappingNorDescriptor(Kind kind) throws IOException {
    try (Storage storage = open(kind)) {
      for (int i = 0; i < 5; i++) {
        StorageFile file = storage.create("table-" + i, IoPurpose.FLUSH);
        append(file, bytes(i, 400_000));
        append(file, bytes(i, 400_000));
        file.truncate(300_000);
        file.seal();
        file.release();
        StorageFile again = storage.open("table-" + i, IoPurpose.USER_READ);
        assertThat(read(again, 0, 1000)).isEqualTo(sub(bytes(i, 400_000), 0, 1000));
        again.release();
      }
      assertThat(Files.readAllLines(Path.of("/proc/self/maps"))).noneMatch(line -> line.contains("table-"));
      try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
        assertThat(descriptors.filter(SystemStorageTest::isTable).toList()).isEmpty();
      }
    }
  }

  private static boolean isTable(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("table-");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReleaseDuringASyncClosesTheFileAfterIt(Kind kind) {
    try (Storage storage = open(kind)) {
      StorageFile file = storage.create("log", IoPurpose.LOG);
      append(file, bytes(1, 100));
      Completion completion = new Completion();
      file.sync(completion);
      file.release();
      loop.await(completion);
      assertThat(completion.failure()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingUnderReadersAndAWriterFailsTheirCallsAndNothingElse(Kind kind) throws InterruptedException {
    for (int round = 0; round < 10; round++) {
      Storage storage = kind.open(directory.resolve("r" + round), loop.environment(1));
      StorageFile sealed = storage.create("sealed", IoPurpose.FLUSH);
      append(sealed, bytes(1, 100_000));
      sealed.seal();
      StorageFile log = storage.create("log", IoPurpose.LOG);
      append(log, bytes(2, 10_000));
      AtomicReference<Throwable> failure = new AtomicReference<>();
      List<Thread> threads = List.of(
          untilClosed(() -> read(sealed, 5_000, 60_000), failure),
          untilClosed(() -> read(log, 0, 10_000), failure),
          untilClosed(() -> append(log, bytes(3, 3_000)), failure));
      while (log.lengthBytes() < 100_000 && failure.get() == null) {
        Thread.onSpinWait();
      }
      storage.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failure.get()).isNull();
    }
  }

  private static Thread untilClosed(Runnable call, AtomicReference<Throwable> failure) {
    return Thread.ofPlatform().start(() -> {
      try {
        while (true) {
          call.run();
        }
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageMatching(".*(closed|sealed).*");
      } catch (Throwable e) {
        failure.set(e);
      }
    });
  }
}
