package org.rumbench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteLedgerTest {
  private static final byte[] KEY = {'k'};
  private static final byte[] OLD = {1};
  private static final byte[] NEW = {2};

  private final List<String> violations = new ArrayList<>();
  private final WriteLedger ledger = new WriteLedger(violations::add);

  private void write(byte[] value, long version, boolean isAcknowledged, boolean isEverywhere) {
    ledger.attempted(KEY, version, value);
    if (isAcknowledged) {
      ledger.acknowledged(KEY, version, isEverywhere);
    }
  }

  private void read(boolean isQuorum, long version, byte[] value) {
    ledger.checkRead("test", KEY, ledger.promised(KEY, isQuorum), version, value);
  }

  @Test
  void aQuorumReadMustSeeTheNewestAcknowledgedWriteOrANewerOne() {
    write(OLD, 10, true, false);
    write(NEW, 20, false, false);
    read(true, 10, OLD);
    read(true, 20, NEW);
    assertThat(violations).isEmpty();
    read(true, 0, new byte[0]);
    read(true, 9, OLD);
    assertThat(violations).hasSize(2).allSatisfy(line -> assertThat(line).contains("acknowledged with version 10"));
  }

  @Test
  void oneReplicaOwesOnlyWhatAllAcknowledged() {
    write(OLD, 10, true, true);
    write(NEW, 20, true, false);
    read(false, 10, OLD);
    assertThat(violations).isEmpty();
    read(false, 0, new byte[0]);
    assertThat(violations).singleElement().asString().contains("read nothing");
  }

  @Test
  void aVersionHasTheValueItWasGiven() {
    write(OLD, 10, true, true);
    read(true, 10, NEW);
    assertThat(violations).singleElement().asString().contains("another value");
    write(NEW, 10, false, false);
    assertThat(violations).last().asString().contains("two values");
  }

  @Test
  void aReadOwesWhatWasAcknowledgedBeforeItBegan() {
    write(OLD, 10, true, true);
    long promised = ledger.promised(KEY, true);
    write(NEW, 20, true, true);
    ledger.checkRead("test", KEY, promised, 10, OLD);
    assertThat(violations).isEmpty();
    assertThat(ledger.acknowledgedWrites()).isEqualTo(2);
  }
}
