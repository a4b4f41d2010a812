package org.rumbench.lsm;

import java.nio.file.Path;
import java.util.List;
import org.rumbench.testkit.TestedDesign;
import org.rumbench.testkit.mutant.MutantsContract;
import org.rumbench.testkit.mutant.Planted;

/// The bugs of [LsmMutants] under the whole testkit.
final class LsmMutantsTest implements MutantsContract {
  @Override
  public List<Planted> planted() {
    return LsmMutants.all();
  }

  @Override
  public List<Path> sourceRoots() {
    return List.of(Path.of("src/main/java"), Path.of("../platform/src/main/java"));
  }

  @Override
  public List<String> packages() {
    return List.of("org.rumbench.lsm", "org.rumbench.coding");
  }

  @Override
  public TestedDesign contractOf(String design) {
    return design.equals("leveled")
        ? new LeveledContractTest()
        : new SizeTieredContractTest();
  }
}
