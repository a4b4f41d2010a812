package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.dump.Dumps;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// The value log's part in the text of the tree's files: pointers and segments, not only bytes.
class DumpTest {
  @Test
  void pointersAndSegmentsAreSpelledOut() {
    Store store = new Store(3).open();
    for (int i = 1; i <= 120; i++) {
      store.put("key" + i % 40, i);
    }
    store.join(store.engine().flush());
    store.join(store.engine().compactAll());
    store.put("key1", 201);
    StringBuilder all = new StringBuilder();
    for (String name : store.storage().list()) {
      StorageFile file = store.storage().open(name, IoPurpose.HARNESS);
      byte[] content = new byte[(int) file.lengthBytes()];
      file.read(0, new UnsafeBuffer(content), 0, content.length, IoPurpose.HARNESS);
      file.release();
      all.append(Dumps.textOf(name, content, Integer.MAX_VALUE));
    }
    store.close();

    assertThat(all.toString())
        .contains("wisckey head segment", "wisckey collected segment", "lsm table", "lsm manifest")
        .containsPattern("record  pointer  version \\d+  seq \\d+  key \"key\\d+\"  to segment \\d+ at \\d+  \\d+ bytes")
        .containsPattern("attach  put segment \\d+ ")
        .contains("record  put  version 201  ")
        .contains("  mark    every earlier head segment was durable")
        .doesNotContain("DAMAGE");
  }
}
