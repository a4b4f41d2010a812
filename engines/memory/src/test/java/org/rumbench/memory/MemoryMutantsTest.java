package org.rumbench.memory;

import java.nio.file.Path;
import java.util.List;
import org.rumbench.testkit.TestedDesign;
import org.rumbench.testkit.mutant.MutantsContract;
import org.rumbench.testkit.mutant.Planted;

/// The bugs of [MemoryMutants] under the whole testkit.
final class MemoryMutantsTest implements MutantsContract {
  @Override
  public List<Planted> planted() {
    return MemoryMutants.all();
  }

  @Override
  public List<Path> sourceRoots() {
    return List.of(Path.of("src/main/java"));
  }

  @Override
  public List<String> packages() {
    return List.of("org.rumbench.memory");
  }

  @Override
  public TestedDesign contractOf(String design) {
    return new MemoryContractTest();
  }
}
