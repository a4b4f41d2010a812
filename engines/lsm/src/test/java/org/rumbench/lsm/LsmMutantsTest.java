package org.rumbench.lsm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rumbench.lsm.twocomponent.TwoComponentContractTest;
import org.rumbench.lsm.twocomponent.TwoComponentMutants;
import org.rumbench.testkit.TestedDesign;
import org.rumbench.testkit.mutant.MutantsContract;
import org.rumbench.testkit.mutant.Planted;

/// The bugs of [LsmMutants] and [TwoComponentMutants] under the whole testkit.
final class LsmMutantsTest implements MutantsContract {
  @Override
  public List<Planted> planted() {
    List<Planted> all = new ArrayList<>(LsmMutants.all());
    all.addAll(TwoComponentMutants.all());
    return all;
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
    return switch (design) {
      case "leveled" -> new LeveledContractTest();
      case "two-component" -> new TwoComponentContractTest();
      default -> new SizeTieredContractTest();
    };
  }
}
