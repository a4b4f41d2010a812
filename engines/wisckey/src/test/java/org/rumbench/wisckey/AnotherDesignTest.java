package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.lsm.LeveledFactory;
import org.rumbench.lsm.twocomponent.TwoComponentFactory;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// A store opened as one of another design is refused and stays as it is.
class AnotherDesignTest {
  @Test
  void aTreeWithoutAValueLogRefusesAStoreThatHasOne() {
    SimRuntime runtime = new SimRuntime(1);
    CrashStorage disk = new CrashStorage(new MemoryMedium()::open);
    TestStore store = new TestStore(Design.miniature(new WisckeyFactory()), runtime, disk).open();
    store.write(List.of(new Edit.Put("k", 1, 100, 0)), Durability.BUFFERED, failure -> {});
    store.drive(store.engine().flush());
    store.close();

    for (EngineFactory other : List.of(new LeveledFactory(), new TwoComponentFactory())) {
      TestStore wrong = new TestStore(Design.miniature(other), runtime, disk);
      assertThatThrownBy(wrong::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("another design");
      wrong.kill();
    }

    store.open();
    assertThat(store.entries()).containsOnlyKeys("k");
    store.close();
  }
}
