package org.rumbench.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.harness.UserException;

class CrashCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {
    "--engine leveled --seeds 5..4", "--engine nothing --seeds 1..1", "--seeds 1..1", "--engine leveled",
    "--engine leveled --seeds 1..1 --outcomes 0", "--engine leveled --seeds 1..1 --operations -1",
    "--engine leveled --seeds 1..2 --cut 1 --outcome 1", "--engine leveled --seeds 1 --cut 1",
    "--engine leveled --seeds 1 --set nothing=1"
  })
  void badInputIsOneLineAndStatusTwo(String options) {
    StringWriter told = new StringWriter();
    int status = RumbenchCommand.execute(new PrintWriter(told, true), ("crash " + options).split(" ", -1));
    assertThat(status).as(told.toString()).isEqualTo(UserException.BAD_INPUT);
    assertThat(told.toString().lines()).hasSize(1).allSatisfy(line -> assertThat(line).startsWith("rumbench: "));
  }

  @Test
  void aRunTellsWindowsAndCounts() {
    StringWriter told = new StringWriter();
    int status = RumbenchCommand.execute(new PrintWriter(told, true),
        "crash", "--engine", "bitcask", "--seeds", "1", "--outcomes", "1", "--operations", "30");
    assertThat(status).as(told.toString()).isZero();
    assertThat(told.toString()).contains("recovery", " distinct, 0 violations", "outcomes a second of one core");
  }

  @Test
  void oneOutcomeIsTriedAgain() {
    StringWriter told = new StringWriter();
    int status = RumbenchCommand.execute(new PrintWriter(told, true),
        "crash", "--engine", "leveled", "--seeds", "1", "--operations", "30", "--cut", "40", "--outcome", "0");
    assertThat(status).as(told.toString()).isZero();
    assertThat(told.toString()).contains("leveled: 1 cuts, 1 outcomes, 1 distinct, 0 violations");
  }
}
