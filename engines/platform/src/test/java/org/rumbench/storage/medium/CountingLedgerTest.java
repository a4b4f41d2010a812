package org.rumbench.storage.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.storage.LedgerSnapshot.Row;

/// Nothing counted is lost, whichever thread counts it and however soon that thread ends.
class CountingLedgerTest {
  @Test
  void countsOfManyThreadsAddUpAfterTheyEnded() throws InterruptedException {
    CountingLedger ledger = new CountingLedger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(Thread.ofPlatform().start(() -> {
        for (int call = 0; call < 10_000; call++) {
          ledger.countAppend(IoPurpose.LOG, 3, 5);
          ledger.countRead(IoPurpose.SCAN, 7, 11);
          ledger.countSync(IoPurpose.LOG);
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    LedgerSnapshot snapshot = ledger.snapshot();
    assertThat(snapshot.row(IoPurpose.LOG)).isEqualTo(new Row(IoPurpose.LOG, 80_000, 240_000, 400_000, 0, 0, 0, 80_000));
    assertThat(snapshot.row(IoPurpose.SCAN)).isEqualTo(new Row(IoPurpose.SCAN, 0, 0, 0, 80_000, 560_000, 880_000, 0));
    assertThat(snapshot.since(snapshot).rows()).allMatch(row -> row.appendCalls() == 0 && row.readCalls() == 0);
  }
}
