package org.rumbench.cluster.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rumbench.cluster.message.ByteRegion;
import org.rumbench.cluster.message.RecordState;
import org.rumbench.runtime.Seeds;

class ReconciliationTest {
  private record Answer(RecordState state, long version, String value) {}

  private static Reconciliation of(List<Answer> answers, List<Integer> order) {
    Reconciliation reconciliation = new Reconciliation();
    for (int rank : order) {
      Answer answer = answers.get(rank);
      reconciliation.add(rank, answer.state, answer.version, new ByteRegion().wrapText(answer.value));
    }
    return reconciliation;
  }

  private static String valueOf(Reconciliation reconciliation) {
    byte[] bytes = new byte[reconciliation.valueLength()];
    reconciliation.value().getBytes(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void highestVersionWinsWhateverTheOrder() {
    List<Answer> answers = List.of(
        new Answer(RecordState.VALUE, 7, "old"), new Answer(RecordState.ABSENT, 0, ""),
        new Answer(RecordState.VALUE, 9, "new"));
    Seeds.of(20).forEach(seed -> {
      List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
      Collections.shuffle(order, new Random(seed));
      Reconciliation reconciliation = of(answers, order);
      assertThat(reconciliation.version()).isEqualTo(9);
      assertThat(valueOf(reconciliation)).isEqualTo("new");
      assertThat(reconciliation.staleRanks()).isEqualTo(0b011);
    });
  }

  @Test
  void newerDeletionBeatsAnOlderValue() {
    Reconciliation reconciliation = of(
        List.of(new Answer(RecordState.TOMBSTONE, 12, ""), new Answer(RecordState.VALUE, 11, "x")), List.of(1, 0));
    assertThat(reconciliation.state()).isEqualTo(RecordState.TOMBSTONE);
    assertThat(reconciliation.valueLength()).isZero();
    assertThat(reconciliation.staleRanks()).isEqualTo(0b10);
  }

  @Test
  void newerValueBeatsAnOlderDeletion() {
    Reconciliation reconciliation = of(
        List.of(new Answer(RecordState.TOMBSTONE, 12, ""), new Answer(RecordState.VALUE, 13, "x")), List.of(0, 1));
    assertThat(reconciliation.state()).isEqualTo(RecordState.VALUE);
    assertThat(reconciliation.staleRanks()).isEqualTo(0b01);
  }

  @Test
  void deletionOfANegativeVersionBeatsAbsence() {
    Reconciliation reconciliation = of(
        List.of(new Answer(RecordState.ABSENT, 0, ""), new Answer(RecordState.TOMBSTONE, -4, "")), List.of(0, 1));
    assertThat(reconciliation.state()).isEqualTo(RecordState.TOMBSTONE);
    assertThat(reconciliation.staleRanks()).isEqualTo(0b01);
  }

  @Test
  void agreementLeavesNobodyStale() {
    Answer answer = new Answer(RecordState.VALUE, 5, "same");
    assertThat(of(List.of(answer, answer, answer), List.of(0, 1, 2)).staleRanks()).isZero();
    Answer absent = new Answer(RecordState.ABSENT, 0, "");
    assertThat(of(List.of(absent, absent), List.of(0, 1)).staleRanks()).isZero();
  }

  @Test
  void secondAnswerOfAReplicaIsIgnored() {
    Reconciliation reconciliation = new Reconciliation();
    reconciliation.add(0, RecordState.VALUE, 5, new ByteRegion().wrapText("a"));
    reconciliation.add(0, RecordState.VALUE, 6, new ByteRegion().wrapText("b"));
    assertThat(reconciliation.version()).isEqualTo(5);
    assertThat(reconciliation.answeredCount()).isEqualTo(1);
  }

  @Test
  void valueLargerThanTheBufferIsKeptWhole() {
    String large = "v".repeat(50_000);
    assertThat(valueOf(of(List.of(new Answer(RecordState.VALUE, 5, large)), List.of(0)))).isEqualTo(large);
  }
}
