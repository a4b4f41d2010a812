package org.rumbench.harness.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.harness.UserException;
import org.rumbench.harness.run.Engines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;


/// Goal: an experiment becomes the cells it says, and bad input one line. Method: small files, the real engines.
class ExperimentPlanTest {
  @TempDir private Path directory;

  @Test
  void unfoldsDesignsSweepAndRepeatsInRotatedOrder() throws IOException {
    ExperimentPlan plan = plan("""
        designs: [leveled, bitcask]
        settings: {workload.records: 1000}
        sweep: {cluster.writeQuorum: [1, 2]}
        repeats: 2
        """, Map.of());

    assertThat(plan.cells()).hasSize(8);
    assertThat(plan.cells().stream().map(PlannedCell::design))
        .containsExactly("leveled", "bitcask", "bitcask", "leveled", "leveled", "bitcask", "bitcask", "leveled");
    assertThat(plan.cells().stream().map(cell -> cell.configuration().text("cluster.writeQuorum")))
        .containsExactly("1", "1", "2", "2", "1", "1", "2", "2");
  }

  @Test
  void anAliasSetsEachDesignsOwnOption() throws IOException {
    String yaml = """
        designs: [leveled, unified]
        aliases:
          sizeRatio: {engine: {leveled: {levelMultiplier: "{}"}, unified: {scalingParameters: "T{}, L{}"}}}
        sweep: {sizeRatio: [2, 10]}
        """;
    ExperimentPlan plan = plan(yaml, Map.of());

    assertThat(plan.cells()).hasSize(4);
    assertThat(plan.cells().get(2).sweep()).isEqualTo(Map.of("sizeRatio", "10"));
    assertThat(plan.cells().get(2).configuration().text("engine.leveled.levelMultiplier")).isEqualTo("10");
    assertThat(plan.cells().get(2).configuration().text("engine.unified.scalingParameters")).isEqualTo("T10, L10");
    assertThat(plan.base().text("alias.sizeRatio"))
        .isEqualTo("engine.leveled.levelMultiplier={}; engine.unified.scalingParameters=T{}, L{}");
    refused(yaml, Map.of("sizeRatio", "3"), "the experiment sweeps this key");
    refused(yaml, Map.of("engine.leveled.levelMultiplier", "3"), "the experiment sweeps this key");
    refused("aliases: {t: {engine.leveled.levelMultiplier: 4}}", Map.of(), "each with {} where its text goes");
    refused("aliases: {t: {engine.leveled.nothing: '{}'}}\nsweep: {t: [1]}", Map.of(),
        "unknown key engine.leveled.nothing");
  }

  private static final String POINTS = """
      designs: [leveled, bitcask, wisckey]
      against: {leveled: bitcask}
      settings: {workload.records: 1000, max.seconds: 3}
      phases: [{name: warm, arrival: closed}, max, {name: run, rateShare: 0.5}]
      points:
        small: {designs: [leveled, bitcask], phases: [max], settings: {workload.records: 10, workload.ycsb.fieldcount: 1}}
        paced: {phases: [warm, max, run], settings: {run.rateOf: reference}}
      goals:
        - {name: fast, point: small, figure: rate, phase: max, atLeast: 1.5}
        - {name: slim, figure: settled-space, designs: [wisckey], of: value, atMost: 2}
      """;

  @Test
  void pointsHaveDesignsPhasesAndSettingsOfTheirOwn() throws IOException {
    ExperimentPlan plan = plan(POINTS, Map.of("max.seconds", "5", "run.repeats", "2"));

    assertThat(plan.cells().stream().map(cell -> cell.sweep().get("point") + " " + cell.design()))
        .containsExactly("small leveled", "small bitcask", "paced bitcask", "paced wisckey", "paced leveled",
            "small leveled", "small bitcask", "paced bitcask", "paced wisckey", "paced leveled");
    PlannedCell small = plan.cells().getFirst();
    assertThat(small.phases().stream().map(PhasePlan::name)).containsExactly("max");
    assertThat(small.configuration().text("workload.records")).isEqualTo("10");
    assertThat(small.configuration().text("max.seconds")).isEqualTo("5");
    PlannedCell paced = plan.cells().get(2);
    assertThat(paced.phases().stream().map(PhasePlan::name)).containsExactly("warm", "max", "run");
    assertThat(paced.configuration().text("workload.records")).isEqualTo("1000");
    assertThat(plan.base().text("point.small"))
        .isEqualTo("designs=leveled,bitcask; phases=max; workload.records=10; workload.ycsb.fieldcount=1");
    assertThat(plan.experiment().goals().getFirst().isMetBy(1.5)).isTrue();
    assertThat(plan.experiment().goals().getLast().isRatio()).isFalse();
  }

  @Test
  void pointsGoalsAndReferencesThatMeanNothingAreRefused() {
    refused(POINTS.replace("[max], settings", "[rest], settings"), Map.of(), "no phase rest; known: warm, max, run");
    refused(POINTS.replace("workload.records: 10,", "workload.recrods: 10,"), Map.of(),
        "point small: unknown key workload.recrods; did you mean workload.records?");
    refused(POINTS.replace("settings: {run.rateOf", "setings: {run.rateOf"), Map.of(), "unknown field setings of point");
    refused(POINTS.replace("{leveled: bitcask}", "{leveled: bitcsk}"), Map.of(), "names a design that is none of");
    refused(POINTS.replace("point: small, figure", "point: tiny, figure"), Map.of(), "goal fast: no point tiny");
    refused(POINTS.replace("figure: rate", "figure: speed"), Map.of(), "known: rate, response-p999");
    refused(POINTS.replace(", atLeast: 1.5", ""), Map.of(), "neither atLeast nor atMost");
    refused(POINTS.replace("figure: rate, phase: max", "figure: rate"), Map.of(), "RATE needs a phase");
    refused(POINTS.replace("of: value", "of: ratio"), Map.of(), "held against none");
    refused(POINTS.replace("atLeast: 1.5", "againstPoint: tiny, atLeast: 1.5"), Map.of(), "goal fast: no point tiny");
    refused(POINTS.replace("atLeast: 1.5", "againstDesign: leveld, atLeast: 1.5"), Map.of(),
        "held against leveld, which is not part of the experiment");
    refused(POINTS.replace("of: value", "of: value, againstDesign: leveled"), Map.of(), "so it is of ratio");
    refused(POINTS + "sweep: {cluster.writeQuorum: [1, 2]}\n", Map.of(), "either points or a sweep");
    refused(POINTS, Map.of("engines", "leveled,wisckey"), "the rate of leveled comes from bitcask");
    refused(POINTS.replace("wisckey]\n", "leveld]\n"), Map.of(), "unknown engine 'leveld'");
  }

  /// Those with outside engines need a module that need not be there.
  @Test
  void everyExperimentOfOursHasAPlan() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of("../../workloads/experiments"))) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      if (!Files.readString(file).contains("rocksdb-")) {
        ExperimentPlan plan =
            ExperimentPlan.of(ExperimentFile.find(file.toString(), directory), Map.of(), List.copyOf(Engines.all()));
        assertThat(plan.cells()).as("%s", file).isNotEmpty();
        assertThat(plan.experiment().question()).as("%s", file).endsWith("?");
      }
    }
  }

  @Test
  void whatIsSetExplicitlyWinsOverTheExperiment() throws IOException {
    ExperimentPlan plan =
        plan("settings: {workload.records: 1000}", Map.of("workload.records", "77", "engines", "wisckey"));

    assertThat(plan.base().longOf("workload.records")).isEqualTo(77);
    assertThat(plan.designs()).containsExactly("wisckey");
  }

  @Test
  void aStockFileBringsItsRecordCountUnlessOneIsSet() throws IOException {
    Path stock = directory.resolve("workloadx");
    Files.writeString(stock, """
        recordcount=1234
        operationcount=1000
        workload=site.ycsb.workloads.CoreWorkload
        readproportion=1
        updateproportion=0
        """);

    assertThat(plan("settings: {workload.records: 9}", Map.of("workload.spec", stock.toString()))
        .base().longOf("workload.records")).isEqualTo(1234);
    assertThat(plan("settings: {workload.records: 9}",
        Map.of("workload.spec", stock.toString(), "workload.records", "55")).base().longOf("workload.records"))
        .isEqualTo(55);
  }

  @Test
  void badInputIsOneLineThatNamesPlaceAndRemedy() {
    refused("settings: {cluster.readQuorum: 4}", Map.of(), "cluster.readQuorum is 4, above cluster.replicas (N) = 3");
    refused("settings: {cluster.writeQuorum: 4}", Map.of(), "cluster.writeQuorum is 4");
    refused("settings: {cluster.replicas: 5}", Map.of(), "cluster.replicas is 5, above cluster.nodes = 3");
    refused("settings: {workload.record: 4}", Map.of(), "unknown key workload.record; did you mean workload.records?");
    refused("settings: {}", Map.of("workload.records", "0"), "workload.records is '0', but must be a whole number");
    refused("settings: {}", Map.of("engines", "leveled,rocket"), "unknown engine 'rocket'; known: ");
    refused("settings: {}", Map.of("workload.spec", "no/such/file"), "no/such/file");
    refused("settings: {}", Map.of("storage", "tape"), "must be one of channel, direct, mapped, memory");
    refused("faults: [kill]", Map.of(), "faults cannot be injected");
    refused("designs: leveled", Map.of(), "designs must be a list");
    refused("colour: red", Map.of(), "unknown field colour");
    refused("sweep: {cluster.writeQuorum: [1]}", Map.of("cluster.writeQuorum", "2"), "the experiment sweeps this key");
    refused("phases: [drain]", Map.of(), "phase name 'drain' is not usable");
  }

  @Test
  void malformedYamlIsToldWithItsLine() {
    refused("designs: [leveled\nsettings: {}\n", Map.of(), "line ");
  }

  @Test
  void anUnknownExperimentIsToldWithTheKnownOnes() throws IOException {
    Files.writeString(directory.resolve("known.yaml"), "designs: [leveled]");

    assertThatThrownBy(() -> ExperimentFile.find("unknown", directory))
        .isInstanceOf(UserException.class)
        .hasMessage("no experiment unknown; known: known, or the path of a .yaml file");
  }

  private void refused(String yaml, Map<String, String> given, String message) {
    assertThatThrownBy(() -> plan(yaml, given))
        .as(yaml)
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message)
        .satisfies(failure -> assertThat(String.valueOf(failure.getMessage())).doesNotContain("\n"));
  }

  private ExperimentPlan plan(String yaml, Map<String, String> given) throws IOException {
    Path file = directory.resolve("experiment.yaml");
    Files.writeString(file, yaml);
    return ExperimentPlan.of(ExperimentFile.find(file.toString(), directory), given, List.copyOf(Engines.all()));
  }
}
