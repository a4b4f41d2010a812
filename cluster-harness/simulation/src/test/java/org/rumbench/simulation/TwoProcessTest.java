package org.rumbench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rumbench.runtime.Seeds;

/// The other process has another collector and compiler too, because neither may show.
class TwoProcessTest {
  @Test
  @Timeout(300)
  void twoProcessesRunOneSeedAlike() throws IOException, InterruptedException {
    long seed = Seeds.of(1).findFirst().orElseThrow();
    List<String> lines =
        Designs.real().stream().map(factory -> Designs.runSmall(factory, seed).line()).toList();
    assertThat(linesOfAnotherJvm(seed)).as("seed %d", seed).isEqualTo(lines);
  }

  private static List<String> linesOfAnotherJvm(long seed) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
        SmokeInAnotherJvm.class.getName(), Long.toString(seed)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }
}
