package org.rumbench.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: bad input is one clear line and exit status 2, and leaves nothing behind. Method: the command line in this
/// process, over an experiment file that would run if nothing were wrong.
class CommandLineTest {
  @TempDir private Path directory;

  private Path experiment = Path.of(".");
  private Path out = Path.of(".");

  @BeforeEach
  void writeAnExperiment() throws IOException {
    experiment = Files.writeString(directory.resolve("small.yaml"), """
        question: what does bad input do
        designs: [leveled]
        settings: {workload.records: 1000, floor: false}
        """);
    out = directory.resolve("results/out");
  }

  @Test
  void whatIsUnknownIsNamed() throws IOException {
    refused("unknown verb nope", "nope");
    refused("unknown option --nope", "run", "x", "--nope");
    refused("Missing required parameter: 'EXPERIMENT'", "run");
    refused("no experiment nope; known:", "run", "nope");
    runRefused("unknown engine 'foo'; known: bitcask", "engines=foo");
    runRefused("did you mean workload.records?", "workload.recods=5");
    runRefused("write it as key=value", "workload.records");
    runRefused("workload nope: neither one of", "workload.spec=nope");
    refused("is not a run directory", "verify", directory.toString());
    refused("no run nope", "results", "show", "nope");
  }

  @Test
  void whatCannotBeIsToldWithItsBound() throws IOException {
    runRefused("cluster.readQuorum is 4, above cluster.replicas (N) = 3", "cluster.readQuorum=4");
    runRefused("cluster.writeQuorum is 4, above cluster.replicas (N) = 3", "cluster.writeQuorum=4");
    runRefused("must be a whole number of at least 1", "workload.records=0");
    runRefused("free, but about", "workload.records=1000000000");
    runRefused("engine option memtableBytes is long, not 'abc'", "engine.leveled.memtableBytes=abc");
    runRefused("the last node would need port 65536", "cluster.basePort=65534");
  }

  @Test
  void malformedYamlIsToldWithItsLine() throws IOException {
    Path bad = Files.writeString(directory.resolve("bad.yaml"), "question: q\nsettings:\n  a: [1\n  b: 2\n");
    refused("bad.yaml line 4: not YAML: while parsing a flow sequence: expected", "run", bad.toString());
  }

  @Test
  void aFigureThatNobodyDrawsIsNamed() throws IOException {
    Path odd = Files.writeString(directory.resolve("odd.yaml"), "question: q\nfigures: [open-time, opening]\n");
    refused("odd.yaml: figures has 'opening'; known: max-throughput, load-throughput", "run", odd.toString());
  }

  @Test
  void placesThatCannotBeUsedAreToldAndStayAsTheyAre() throws IOException {
    Path earlier = Files.createDirectories(directory.resolve("results/earlier"));
    Files.writeString(earlier.resolve("run.json"), "an earlier result");
    refused("exists; a run directory is never overwritten", "run", experiment.toString(), "--out", earlier.toString());
    refused("small.yaml is a file, not a directory", "run", experiment.toString(), "--out",
        experiment.resolve("below").toString());
    refused("name of a run must be", "run", experiment.toString(), "--out", directory.resolve("a b").toString());
    runRefused("is not empty", "data.dir=" + directory);
    runRefused("small.yaml is a file, not a directory", "data.dir=" + experiment);
    assertThat(earlier.resolve("run.json")).hasContent("an earlier result");
  }

  @Test
  void aPortInUseIsToldBeforeAnythingRuns() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      runRefused("port " + port + " is in use", "cluster.basePort=" + port, "cluster.nodes=1", "cluster.replicas=1",
          "cluster.readQuorum=1", "cluster.writeQuorum=1");
    }
  }

  private void runRefused(String expected, String... settings) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", experiment.toString(), "--out", out.toString()));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    refused(expected, arguments.toArray(String[]::new));
  }

  private void refused(String expected, String... arguments) throws IOException {
    List<Path> before = everything();
    StringWriter told = new StringWriter();
    int status = RumbenchCommand.execute(new PrintWriter(told, true), arguments);
    assertThat(told.toString()).contains(expected).startsWith("rumbench: ").hasLineCount(1);
    assertThat(status).isEqualTo(2);
    assertThat(everything()).as("nothing is left behind").isEqualTo(before);
  }

  private List<Path> everything() throws IOException {
    try (Stream<Path> own = Files.walk(directory)) {
      return own.sorted().toList();
    }
  }
}
