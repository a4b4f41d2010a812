package org.rumbench.harness.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.StorageEngine;
import org.rumbench.harness.run.Engines;
import org.rumbench.runtime.Step;
import org.rumbench.simulation.SimOperation;
import org.rumbench.simulation.SimulatedSmoke.Scenario;

class SimRunTest {
  @Test
  void eachDesignRepeatsItselfAndSeedsDiffer() {
    Map<String, String> seen = new TreeMap<>();
    for (EngineFactory factory : Engines.all()) {
      if (factory.isTestEngine()) {
        continue;
      }
      for (long seed = 1; seed <= 2; seed++) {
        SimRun run = new SimRun(factory, seed, Scenario.OUTAGE, 100, 600, true);
        SimRun.Verdict verdict = run.run();
        assertThat(verdict.problems()).as(run.replayCommand()).isEmpty();
        assertThat(verdict.line()).contains(factory.name() + " seed " + seed + " trace ", "all promises kept");
        String hash = verdict.line().replaceAll(".* trace ([0-9a-f]{16}) .*", "$1");
        // Designs that differ by a policy do the same as long as nothing is merged; the seeds of one never do.
        assertThat(seen.put(factory.name() + " " + hash, run.replayCommand())).as(hash).isNull();
      }
    }
    assertThat(seen).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void aClusterThatNeverGetsWholeIsAVerdict() {
    SimRun run = new SimRun(new Unopenable(Engines.named("bitcask")), 1, Scenario.CHAOS, 100, 600, false);
    SimRun.Verdict verdict = run.run();
    assertThat(verdict.isGood()).isFalse();
    assertThat(verdict.problems()).singleElement().asString().contains("not whole", "no such luck").doesNotContain("\n");
    assertThat(run.replayCommand())
        .isEqualTo("./rumbench sim --seeds 1..1 --engines bitcask --scenario chaos --records 100 --operations 600");
  }

  @Test
  void theStreamIsThatOfWorkloadA() {
    YcsbSimWorkload workload = new YcsbSimWorkload(7, 50, 2_000);
    Map<String, Integer> loaded = new TreeMap<>();
    for (int i = 0; i < workload.records(); i++) {
      loaded.merge(text(workload.nextRecord()), 1, Integer::sum);
    }
    assertThat(loaded).hasSize(50).allSatisfy((key, count) -> assertThat(key).startsWith("user"));
    int writes = 0;
    for (int i = 0; i < workload.operations(); i++) {
      SimOperation operation = workload.nextOperation();
      assertThat(loaded).containsKey(text(operation));
      assertThat(operation.value().length).isGreaterThanOrEqualTo(operation.isWrite() ? 1_000 : 0);
      writes += operation.isWrite() ? 1 : 0;
    }
    assertThat(writes).isBetween(900, 1_100);
  }

  private static String text(SimOperation operation) {
    return new String(operation.key(), StandardCharsets.US_ASCII);
  }

  /// A design that cannot open its files.
  private record Unopenable(EngineFactory design) implements EngineFactory {
    @Override
    public String name() {
      return design.name();
    }

    @Override
    public String summary() {
      return design.summary();
    }

    @Override
    public Set<Capability> capabilities() {
      return design.capabilities();
    }

    @Override
    public List<OptionSpec> options() {
      return design.options();
    }

    @Override
    public OpenJob open(EngineContext context) {
      return new OpenJob() {
        @Override
        public String name() {
          return "open";
        }

        @Override
        public Step step(long budgetBytes) {
          throw new IllegalStateException("no such luck");
        }

        @Override
        public StorageEngine engine() {
          throw new IllegalStateException("never open");
        }
      };
    }
  }
}
