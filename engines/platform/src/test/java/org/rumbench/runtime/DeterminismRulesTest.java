package org.rumbench.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class DeterminismRulesTest {
  static final class AsksTheMachine {
    long nanos() {
      return System.nanoTime();
    }

    Path path() {
      return Path.of(".");
    }
  }

  static final class Blocks {
    void waitFor(CountDownLatch latch) throws InterruptedException {
      latch.await();
      LockSupport.park();
    }
  }

  @Test
  void theRulesCatchTheMachinesClockFilesAndBlockingCallsAndSayTheRightWay() {
    JavaClasses offenders = new ClassFileImporter().importClasses(AsksTheMachine.class, Blocks.class);
    assertThatThrownBy(() -> DeterminismRules.onlySystemTouchesTheMachine().check(offenders))
        .hasMessageContaining("nanoTime")
        .hasMessageContaining("Path")
        .hasMessageContaining("Environment.clock()");
    assertThatThrownBy(() -> DeterminismRules.onlySystemBlocks().check(offenders))
        .hasMessageContaining("CountDownLatch.await")
        .hasMessageContaining("LockSupport.park")
        .hasMessageContaining("Scheduler.runOrJoin");
  }
}
