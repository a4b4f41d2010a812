package org.rumbench.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.harness.UserException;

class SimCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {
    "--seeds 5..4", "--seeds x", "--seeds 1...2", "--seeds 99999999999999999999", "--seeds 1..9999999999999999999",
    "--seeds 1..1 --scenario rain", "--seeds 1..1 --engines nothing", "--seeds 1..1 --records 0",
    "--seeds 1..1 --operations -1", "--seeds 1..1 --operations x", ""
  })
  void badInputIsOneLineAndStatusTwo(String options) {
    StringWriter told = new StringWriter();
    int status = RumbenchCommand.execute(new PrintWriter(told, true), ("sim " + options).strip().split(" ", -1));
    assertThat(status).as(told.toString()).isEqualTo(UserException.BAD_INPUT);
    assertThat(told.toString().lines()).hasSize(1).allSatisfy(line -> assertThat(line).startsWith("rumbench: "));
  }

  @Test
  void aRunIsOneLine() {
    StringWriter told = new StringWriter();
    int status = RumbenchCommand.execute(new PrintWriter(told, true),
        "sim", "--seeds", "3..4", "--engines", "bitcask", "--records", "20", "--operations", "60");
    assertThat(status).as(told.toString()).isZero();
    assertThat(told.toString().lines()).hasSize(2).allSatisfy(line -> assertThat(line).contains(" trace "));
  }
}
