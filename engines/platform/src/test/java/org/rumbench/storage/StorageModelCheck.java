package org.rumbench.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.LedgerSnapshot.Row;

/// Random operations on a storage beside a model of it: contents, lengths, counts by purpose and the conservation law.
final class StorageModelCheck {
  /// Opens the storage of the next life over the same medium.
  @FunctionalInterface
  interface Opener {
    Storage open();
  }

  /// A file as the model knows it.
  private static final class Expected {
    byte[] bytes = new byte[0];
    IoPurpose purpose = IoPurpose.RECOVERY;
    boolean isWritable;
    @Nullable StorageFile file;
    int references;
  }

  private static final IoPurpose[] WRITES = {
    IoPurpose.LOG, IoPurpose.VALUE_LOG, IoPurpose.DATA_LOG, IoPurpose.MANIFEST, IoPurpose.FLUSH,
    IoPurpose.COMPACTION_LEVEL_2, IoPurpose.MERGE, IoPurpose.GARBAGE_COLLECTION, IoPurpose.INDEX
  };

  private final Opener opener;
  private final QueueScheduler loop;
  private final RandomStream random;
  private final boolean keepsRemoved;
  private final Map<String, Expected> names = new TreeMap<>();
  private final List<Expected> pinned = new ArrayList<>();
  private final long[] appended = new long[IoPurpose.values().length];
  private final long[] appendCalls = new long[appended.length];
  private final long[] requested = new long[appended.length];
  private final long[] readCalls = new long[appended.length];
  private Storage root;
  private Storage storage;
  private int fileNumber;

  /// `keepsRemoved` says that the storage itself refers to removed files for a while, as the crash wrapper does.
  StorageModelCheck(Opener opener, QueueScheduler loop, RandomStream random, boolean keepsRemoved) {
    this.opener = opener;
    this.loop = loop;
    this.random = random;
    this.keepsRemoved = keepsRemoved;
    this.root = opener.open();
    this.storage = root.sub("engine");
  }

  void run(int steps) {
    for (int step = 0; step < steps; step++) {
      step();
      if (step % 16 == 0) {
        checkLedger();
      }
    }
    reopen();
    checkAll();
    root.close();
  }

  private void step() {
    switch (random.nextInt(22)) {
      case 0, 1, 2 -> create();
      case 3, 4, 5, 6, 7, 8, 9 -> append();
      case 10, 11, 12 -> readSome();
      case 13 -> reserve();
      case 14 -> truncate();
      case 15 -> seal();
      case 16 -> publish();
      case 17 -> remove();
      case 18 -> retainOrRelease();
      case 19 -> sync();
      case 20 -> syncNames();
      default -> {
        if (random.nextInt(12) == 0) {
          reopen();
        } else {
          open();
        }
      }
    }
  }

  private @Nullable String anyName() {
    if (names.isEmpty()) {
      return null;
    }
    List<String> all = List.copyOf(names.keySet());
    return all.get(random.nextInt(all.size()));
  }

  private @Nullable Expected anyOpen(boolean isWritable) {
    List<Expected> all = new ArrayList<>();
    names.values().stream().filter(e -> e.file != null && (!isWritable || e.isWritable)).forEach(all::add);
    if (!isWritable) {
      all.addAll(pinned);
    }
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private void create() {
    String name = String.format("%06d.dat", fileNumber++);
    Expected expected = new Expected();
    expected.purpose = WRITES[random.nextInt(WRITES.length)];
    expected.isWritable = true;
    expected.file = storage.create(name, expected.purpose);
    expected.references = 1;
    names.put(name, expected);
    assertThatThrownBy(() -> storage.create(name, IoPurpose.LOG)).isInstanceOf(IllegalArgumentException.class);
  }

  private int someLength() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(16);
      case 1, 2, 3 -> random.nextInt(2000);
      case 4 -> 4096 * random.nextInt(4);
      default -> random.nextInt(200_000);
    };
  }

  private UnsafeBuffer buffer(int capacity) {
    return random.nextBoolean()
        ? new UnsafeBuffer(new byte[capacity])
        : new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(Math.max(1, capacity)));
  }

  private void append() {
    Expected expected = anyOpen(true);
    if (expected == null || expected.file == null) {
      return;
    }
    byte[] bytes = new byte[someLength()];
    random.nextBytes(bytes);
    int shift = random.nextInt(8);
    UnsafeBuffer source = buffer(shift + bytes.length);
    source.putBytes(shift, bytes);
    assertThat(expected.file.append(source, shift, bytes.length)).isEqualTo(expected.bytes.length);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(expected.bytes);
    all.writeBytes(bytes);
    expected.bytes = all.toByteArray();
    appended[expected.purpose.ordinal()] += bytes.length;
    appendCalls[expected.purpose.ordinal()]++;
  }

  private void readSome() {
    Expected expected = anyOpen(false);
    if (expected == null) {
      return;
    }
    int from = random.nextInt(expected.bytes.length + 1);
    int length = random.nextInt(expected.bytes.length - from + 1);
    checkRead(expected, from, length, IoPurpose.USER_READ);
    StorageFile file = expected.file;
    if (file != null) {
      assertThatThrownBy(() ->
              file.read(expected.bytes.length, new UnsafeBuffer(new byte[8]), 0, 1, IoPurpose.USER_READ))
          .isInstanceOf(CorruptionException.class);
    }
  }

  private void checkRead(Expected expected, int from, int length, IoPurpose purpose) {
    if (expected.file == null) {
      return;
    }
    UnsafeBuffer target = buffer(length + 3);
    expected.file.read(from, target, 3, length, purpose);
    byte[] found = new byte[length];
    target.getBytes(3, found);
    int mismatch = Arrays.mismatch(found, Arrays.copyOfRange(expected.bytes, from, from + length));
    assertThat(mismatch).as("first wrong byte of %s from %s", expected.file.name(), from).isEqualTo(-1);
    requested[purpose.ordinal()] += length;
    readCalls[purpose.ordinal()]++;
  }

  private void reserve() {
    Expected expected = anyOpen(true);
    if (expected != null && expected.file != null) {
      expected.file.reserve(expected.bytes.length + random.nextInt(500_000));
      assertThat(expected.file.lengthBytes()).isEqualTo(expected.bytes.length);
    }
  }

  private void truncate() {
    Expected expected = anyOpen(true);
    if (expected != null && expected.file != null) {
      int length = random.nextInt(expected.bytes.length + 1);
      expected.file.truncate(length);
      expected.bytes = Arrays.copyOf(expected.bytes, length);
    }
  }

  private void seal() {
    Expected expected = anyOpen(true);
    if (expected != null && expected.file != null) {
      expected.file.seal();
      expected.isWritable = false;
      StorageFile file = expected.file;
      assertThatThrownBy(() -> file.append(new UnsafeBuffer(new byte[1]), 0, 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private void publish() {
    String from = anyName();
    if (from == null) {
      return;
    }
    String other = anyName();
    String to = random.nextBoolean() || other == null ? String.format("%06d.pub", fileNumber++) : other;
    storage.publish(from, to);
    if (!from.equals(to)) {
      Expected moved = Objects.requireNonNull(names.remove(from));
      Expected replaced = names.put(to, moved);
      if (replaced != null && replaced.file != null) {
        pinned.add(replaced);
      }
      if (moved.file != null) {
        assertThat(moved.file.name()).isEqualTo(to);
      }
    }
  }

  private void remove() {
    String name = anyName();
    if (name != null) {
      storage.remove(name);
      Expected removed = Objects.requireNonNull(names.remove(name));
      if (removed.file != null) {
        pinned.add(removed);
      }
    }
  }

  private void open() {
    String name = anyName();
    if (name != null) {
      Expected expected = Objects.requireNonNull(names.get(name));
      expected.file = storage.open(name, IoPurpose.USER_READ);
      expected.references++;
    }
  }

  private void retainOrRelease() {
    Expected expected = anyOpen(false);
    if (expected == null || expected.file == null) {
      return;
    }
    StorageFile file = expected.file;
    if (random.nextInt(3) == 0) {
      file.retain();
      expected.references++;
      return;
    }
    file.release();
    if (--expected.references == 0) {
      expected.file = null;
      expected.isWritable = false;
      if (pinned.remove(expected) && keepsRemoved) {
        return;
      }
      assertThatThrownBy(file::retain).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(file::release).isInstanceOf(IllegalStateException.class);
    }
  }

  private void sync() {
    Expected expected = anyOpen(false);
    if (expected == null || expected.file == null) {
      return;
    }
    Completion first = new Completion();
    Completion second = new Completion();
    expected.file.sync(first);
    expected.file.sync(second);
    assertThat(first.isDone()).isFalse();
    loop.await(first);
    loop.await(second);
    assertThat(first.failure()).isNull();
    assertThat(second.failure()).isNull();
    assertThat(expected.file.syncedBytes()).isEqualTo(expected.bytes.length);
  }

  private void syncNames() {
    Completion completion = new Completion();
    storage.syncNames(completion);
    loop.await(completion);
    assertThat(completion.failure()).isNull();
  }

  private void reopen() {
    checkLedger();
    root.close();
    root = opener.open();
    storage = root.sub("engine");
    pinned.clear();
    for (Expected expected : names.values()) {
      expected.file = null;
      expected.references = 0;
      expected.isWritable = false;
    }
    Arrays.fill(appended, 0);
    Arrays.fill(appendCalls, 0);
    Arrays.fill(requested, 0);
    Arrays.fill(readCalls, 0);
    checkAll();
  }

  private void checkAll() {
    assertThat(storage.list()).containsExactlyElementsOf(names.keySet());
    for (Map.Entry<String, Expected> entry : names.entrySet()) {
      Expected expected = entry.getValue();
      assertThat(storage.lengthBytes(entry.getKey())).as(entry.getKey()).isEqualTo(expected.bytes.length);
      boolean wasClosed = expected.file == null;
      if (wasClosed) {
        expected.file = storage.open(entry.getKey(), IoPurpose.RECOVERY);
      }
      checkRead(expected, 0, expected.bytes.length, IoPurpose.RECOVERY);
      if (wasClosed && expected.file != null) {
        expected.file.release();
        expected.file = null;
      }
    }
    checkLedger();
  }

  private void checkLedger() {
    LedgerSnapshot snapshot = storage.ledger().snapshot();
    for (Row row : snapshot.rows()) {
      if (row.purpose() == IoPurpose.HARNESS) {
        continue;
      }
      int index = row.purpose().ordinal();
      assertThat(row.appendedBytes()).as("appended %s", row).isEqualTo(appended[index]);
      assertThat(row.appendCalls()).as("append calls %s", row).isEqualTo(appendCalls[index]);
      assertThat(row.requestedBytes()).as("requested %s", row).isEqualTo(requested[index]);
      assertThat(row.readCalls()).as("read calls %s", row).isEqualTo(readCalls[index]);
      assertThat(row.transferredBytes()).as("transferred %s", row).isGreaterThanOrEqualTo(row.requestedBytes());
    }
    LedgerSnapshot.Space space = snapshot.space();
    assertThat(space.isConserved()).as("conservation of %s", space).isTrue();
    long live = names.values().stream().mapToLong(e -> e.bytes.length).sum();
    assertThat(space.live().logicalBytes()).isEqualTo(live);
    long held = pinned.stream().mapToLong(e -> e.bytes.length).sum();
    if (keepsRemoved) {
      assertThat(space.pinned().logicalBytes()).isGreaterThanOrEqualTo(held);
    } else {
      assertThat(space.pinned().logicalBytes()).isEqualTo(held);
    }
    assertThat(space.files()).isEqualTo(names.size());
    assertThat(space.live().allocatedBytes()).isGreaterThanOrEqualTo(space.live().issuedBytes());
  }
}
