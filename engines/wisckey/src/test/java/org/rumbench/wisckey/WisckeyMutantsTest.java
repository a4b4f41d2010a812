package org.rumbench.wisckey;

import java.nio.file.Path;
import java.util.List;
import org.rumbench.testkit.TestedDesign;
import org.rumbench.testkit.mutant.MutantsContract;
import org.rumbench.testkit.mutant.Planted;

/// The bugs of [WisckeyMutants] under the whole testkit.
final class WisckeyMutantsTest implements MutantsContract {
  @Override
  public List<Planted> planted() {
    return WisckeyMutants.all();
  }

  @Override
  public List<Path> sourceRoots() {
    return List.of(Path.of("src/main/java"), Path.of("../lsm/src/main/java"), Path.of("../platform/src/main/java"));
  }

  @Override
  public List<String> packages() {
    return List.of("org.rumbench.wisckey", "org.rumbench.lsm", "org.rumbench.coding");
  }

  @Override
  public TestedDesign contractOf(String design) {
    return new WisckeyContractTest();
  }
}
