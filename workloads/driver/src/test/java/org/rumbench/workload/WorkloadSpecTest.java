package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.workload.system.WorkloadFiles;

class WorkloadSpecTest {
  private static final Path STOCK = Path.of("src/test/resources/stock");

  @TempDir Path folder = Path.of("");

  /// The mix of table 2 of the YCSB paper, and F's; ours and the stock file must both carry it.
  @ParameterizedTest
  @CsvSource({
    "a, 0.5, 0.5, 0, 0, 0, YCSB_COMPAT",
    "b, 0.95, 0.05, 0, 0, 0, YCSB_COMPAT",
    "c, 1, 0, 0, 0, 0, YCSB_COMPAT",
    "d, 0.95, 0, 0.05, 0, 0, LATEST",
    "e, 0, 0, 0.05, 0.95, 0, YCSB_COMPAT",
    "f, 0.5, 0, 0, 0, 0.5, YCSB_COMPAT"
  })
  void oursAndTheStockFileCarryTheStandardDefinition(
      String letter,
      double read,
      double update,
      double insert,
      double scan,
      double readModifyWrite,
      RequestDistribution distribution) {
    OperationMix expected = new OperationMix(read, update, insert, scan, readModifyWrite, 0, true);

    WorkloadSpec ours = WorkloadFiles.load(letter, Map.of());
    WorkloadSpec stock = WorkloadFiles.load(STOCK.resolve("workload" + letter).toString(), Map.of());

    assertThat(ours.mix()).isEqualTo(expected);
    assertThat(stock.mix()).isEqualTo(expected);
    assertThat(ours.requests().distribution()).isEqualTo(distribution);
    assertThat(stock.requests()).isEqualTo(ours.requests());
    assertThat(stock.shape()).isEqualTo(ours.shape());
    assertThat(ours.shape().fieldCount() * ours.shape().fieldBytes()).isEqualTo(1_000);
    assertThat(stock.records()).isEqualTo(1_000);
    assertThat(ours.records()).isEqualTo(100_000);
    assertThat(stock.maxScanLength()).isEqualTo(ours.maxScanLength());
    assertThat(ours.ignored()).isEmpty();
  }

  @Test
  void settingsWinOverTheFile() {
    WorkloadSpec spec =
        WorkloadFiles.load(
            STOCK.resolve("workloade").toString(),
            Map.of(
                "workload.records", "5000",
                "workload.operations", "77",
                "workload.distribution", "zipfian-exact",
                "workload.update", "whole-record",
                "workload.valueCompressibility", "0.5",
                "workload.ycsb.fieldlength", "64"));

    assertThat(spec.records()).isEqualTo(5_000);
    assertThat(spec.insertCount()).isEqualTo(5_000);
    assertThat(spec.operationCount()).isEqualTo(77);
    assertThat(spec.requests().distribution()).isEqualTo(RequestDistribution.ZIPFIAN_EXACT);
    assertThat(spec.updateMode()).isEqualTo(UpdateMode.WHOLE_RECORD);
    assertThat(spec.shape().compressibility()).isEqualTo(0.5);
    assertThat(spec.shape().fieldBytes()).isEqualTo(64);
  }

  @Test
  void listsWhatItIgnores() {
    assertThat(WorkloadFiles.load(STOCK.resolve("workloadf").toString(), Map.of()).ignored())
        .containsExactly("keylengthdistribution");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recordcount=many",
        "recordcount=0",
        "recordcount=-5",
        "readproportion=lots",
        "readproportion=-1",
        "requestdistribution=gaussian",
        "workload=site.ycsb.workloads.TimeSeriesWorkload",
        "fieldlengthdistribution=normal",
        "fieldlength=0",
        "fieldcount=0",
        "maxscanlength=0",
        "scanlengthdistribution=latest",
        "insertcount=2000",
        "hotspotopnfraction=2",
        "fieldlengthdistribution=histogram",
        "recordcount=99999999999999999999"
      })
  void refusesABadPropertyInOneLineThatNamesFileAndProperty(String line) throws IOException {
    Path file = folder.resolve("broken");
    Files.writeString(file, "recordcount=1000\n" + line + "\n", StandardCharsets.ISO_8859_1);
    String property = line.substring(0, line.indexOf('='));

    assertThatThrownBy(() -> WorkloadFiles.load(file.toString(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(
            line.endsWith("histogram") ? "fieldlengthhistogram" : property)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesAFileThatIsNone() throws IOException {
    Path binary = folder.resolve("binary");
    Files.write(binary, new byte[] {0x7f, 'E', 'L', 'F', '\\', 'u', '0', 'x', 0, 1});
    Path empty = Files.createFile(folder.resolve("empty"));
    String missing = folder.resolve("missing").toString();

    assertThatThrownBy(() -> WorkloadFiles.load(missing, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(missing);
    assertThatThrownBy(() -> WorkloadFiles.load(binary.toString(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(binary.toString());
    assertThatThrownBy(() -> WorkloadFiles.load(empty.toString(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(empty.toString());
    assertThatThrownBy(() -> WorkloadFiles.load(folder.toString(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThatThrownBy(() -> WorkloadFiles.load("a", Map.of("workload.records", "0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workload.records");
    assertThatThrownBy(() -> WorkloadFiles.load("a", Map.of("workload.recrods", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workload.recrods");
    assertThatThrownBy(() -> WorkloadFiles.load("a", Map.of("workload.update", "blind")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workload.update");
    assertThatThrownBy(() -> WorkloadFiles.load("a", Map.of("workload.valueCompressibility", "1.5")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workload.valueCompressibility");
    for (String bytes : List.of("13", "23", "-1", "x")) {
      assertThatThrownBy(() -> WorkloadFiles.load("a", Map.of("workload.keyBytes", bytes)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("workload.keyBytes");
    }
    assertThatThrownBy(() -> WorkloadFiles.load("a", Map.of("workload.absentShare", "1.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workload.absentShare");
    assertThatThrownBy(() -> WorkloadFiles.load("a", Map.of("workload.distribution", "zipf")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workload.distribution");
  }

  @Test
  void readsAHistogramOfFieldLengthsBesideTheFile() throws IOException {
    Path file = folder.resolve("sized");
    Files.writeString(
        file, "recordcount=10\nfieldlengthdistribution=histogram\nfieldlengthhistogram=sizes.txt\n",
        StandardCharsets.ISO_8859_1);
    Files.writeString(folder.resolve("sizes.txt"), "BlockSize\t50\n0\t3\n1\t0\n2\t1\n", StandardCharsets.ISO_8859_1);

    RecordShape shape = WorkloadFiles.load(file.toString(), Map.of()).shape();

    assertThat(shape.histogramBlockBytes()).isEqualTo(50);
    assertThat(shape.histogramWeights()).containsExactly(3L, 0L, 1L);
    assertThat(shape.fieldBytes()).isEqualTo(150);
  }
}
