package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.store.TestStore;

/// Pointers are moved together, and each only where nothing newer came, also between its look-up and the log.
class PointerMovesTest {
  private static final int POINTER_LENGTH = 4;

  private final TestStore store = new TestStore(Design.miniature(new LeveledFactory()), new SimRuntime(1)).open();
  private final LsmTree tree = ((LsmEngine) ((GuardedEngine) store.engine()).inner()).tree();
  private final UnsafeBuffer moves = new UnsafeBuffer(new byte[4 * 1024]);
  private final PointerMoves pointerMoves = new PointerMoves(tree);
  private int movesLength;

  private static UnsafeBuffer bytes(String text) {
    return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  private static WriteBatch pointerRecord(String key, long version, String pointer) {
    UnsafeBuffer value = bytes(pointer);
    WriteBatch batch =
        new WriteBatch().put(bytes(key), 0, key.length(), version, 0, value, 0, value.capacity());
    MutableDirectBuffer buffer = (MutableDirectBuffer) batch.buffer();
    buffer.putByte(0, (byte) (buffer.getByte(0) | RecordDescriptor.FLAG_POINTER));
    return batch;
  }

  private void write(WriteBatch batch) {
    assertThat(tree.write(batch, Durability.BUFFERED, failure -> {})).isEqualTo(WriteStatus.DONE);
  }

  private void put(String key, long version, String pointer) {
    write(pointerRecord(key, version, pointer));
  }

  private void addMove(String key, long version, String oldPointer, String newPointer) {
    WriteBatch record = pointerRecord(key, version, newPointer);
    DirectBuffer source = record.buffer();
    moves.putBytes(movesLength, source, 0, record.lengthBytes());
    movesLength += record.lengthBytes();
    moves.putBytes(movesLength, bytes(oldPointer), 0, POINTER_LENGTH);
    movesLength += POINTER_LENGTH;
  }

  private List<Integer> relocate() {
    List<Integer> moved = new ArrayList<>();
    assertThat(tree.relocate(moves, 0, movesLength, POINTER_LENGTH, moved::add)).isTrue();
    return moved;
  }

  private String pointerOf(String key) {
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[64]));
    boolean isPointer = tree.get(bytes(key), 0, key.length(), IoPurpose.USER_READ, 0, null, result);
    return isPointer ? result.buffer().getStringWithoutLengthUtf8(0, result.valueLength()) : "none";
  }

  @Test
  void movesWinnersInOneUnitAndLeavesTheOthersAlone() {
    put("a", 1, "old1");
    put("b", 2, "old2");
    put("c", 3, "old3");
    put("b", 7, "new7");
    addMove("a", 1, "old1", "to_1");
    addMove("b", 2, "old2", "to_2");
    int third = movesLength;
    addMove("c", 3, "old3", "to_3");
    addMove("c", 3, "else", "to_4");
    addMove("d", 4, "old4", "to_5");
    final long before = tree.visibleSequence();
    assertThat(relocate()).containsExactly(0, third);
    assertThat(tree.visibleSequence()).isEqualTo(before + 2);
    assertThat(pointerOf("a")).isEqualTo("to_1");
    assertThat(pointerOf("b")).isEqualTo("new7");
    assertThat(pointerOf("c")).isEqualTo("to_3");
    assertThat(pointerOf("d")).isEqualTo("none");
    store.close();
    assertThat(store.open().engine().highestVersion()).isEqualTo(7);
  }

  @Test
  void dropsMovesOvertakenBetweenLookUpAndLog() {
    put("a", 1, "old1");
    put("b", 2, "old2");
    put("c", 3, "old3");
    put("d", 4, "old4");
    put("e", 5, "old5");
    addMove("a", 1, "old1", "to_1");
    addMove("b", 2, "old2", "to_2");
    addMove("c", 3, "old3", "to_3");
    addMove("d", 4, "old4", "to_4");
    addMove("e", 5, "old5", "to_5");
    pointerMoves.check(moves, 0, movesLength, POINTER_LENGTH);
    assertThat(pointerMoves.count()).isEqualTo(5);
    put("a", 10, "new1");
    write(new WriteBatch().delete(bytes("b"), 0, 1, 11));
    write(new WriteBatch().deleteRange(bytes("c"), 0, 1, bytes("d"), 0, 1, 12));
    put("d", 4, "same");
    put("e", 3, "late");
    assertThat(tree.writePath().relocate(pointerMoves)).isEqualTo(Relocation.SETTLED);
    assertThat(pointerMoves.count()).isEqualTo(1);
    assertThat(pointerOf("a")).isEqualTo("new1");
    assertThat(pointerOf("b")).isEqualTo("none");
    assertThat(pointerOf("c")).isEqualTo("none");
    assertThat(pointerOf("d")).isEqualTo("same");
    assertThat(pointerOf("e")).isEqualTo("to_5");
  }

  @Test
  void checksAgainWhenTheMemtableWasSwitchedInBetween() {
    put("a", 1, "old1");
    put("b", 2, "old2");
    addMove("a", 1, "old1", "to_1");
    addMove("b", 2, "old2", "to_2");
    pointerMoves.check(moves, 0, movesLength, POINTER_LENGTH);
    put("a", 10, "new1");
    store.drive(store.engine().flush());
    assertThat(tree.writePath().relocate(pointerMoves)).isEqualTo(Relocation.OUTDATED);
    assertThat(pointerOf("b")).isEqualTo("old2");
    assertThat(relocate()).hasSize(1);
    assertThat(pointerOf("a")).isEqualTo("new1");
    assertThat(pointerOf("b")).isEqualTo("to_2");
  }
}
