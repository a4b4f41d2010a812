package org.rumbench.harness.cell;

import java.io.IOException;
import java.nio.file.Path;

/// The program that steers a measured process until somebody kills it: what of it is the parent in [CellProcessTest].
final class SteeringProcess {
  private SteeringProcess() {}

  /// The only argument is the file of the order. Each line of progress is passed on.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    CellProcess process = CellProcess.start(CellOrder.read(Path.of(arguments[0])));
    System.exit(process.run(System.out::println));
  }
}
