package org.rumbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.result.Experiment;
import org.rumbench.result.Goal;
import org.rumbench.result.GoalFigure;
import org.rumbench.result.Phase;
import org.rumbench.result.RunFixture;
import org.rumbench.result.RunRecord;
import org.rumbench.result.RunStore;
import org.rumbench.result.StoredRun;

final class ReportPageTest {
  private static final List<String> DESIGNS = List.of("leveled", "tiered", "bitcask", "wisckey");
  private static final String HOSTILE = "</script><script>alert(\"1\")</script><img src=x onerror='a&b'>";
  private static String quickstart = "";
  private static String sweep = "";
  private static String hostile = "";
  private static String goals = "";
  private static String index = "";

  /// The pages are also written to target/pages, to be looked at.
  @BeforeAll
  static void render(@TempDir Path root) throws IOException {
    RunStore store = new RunStore(root);
    StoredRun plain = RunFixture.write(store,
        new RunFixture.Plan("quickstart-fixture", 7, DESIGNS, "", List.of(), 1, 30, 1_500, "tiered", ""));
    StoredRun swept = RunFixture.write(store,
        new RunFixture.Plan("sweep-fixture", 9, DESIGNS, "workload.valueBytes", List.of("100", "1000", "4000"), 5, 10,
            150,
            "tiered", "bitcask"));
    quickstart = ReportPage.render(plain);
    sweep = ReportPage.render(swept);
    RunRecord record = plain.record();
    hostile = ReportPage.render(new RunRecord(1, HOSTILE, record.provenance().withCellOrder(List.of(HOSTILE)),
        new Experiment(HOSTILE, HOSTILE, HOSTILE, List.of(HOSTILE, "leveled"), List.of(HOSTILE), 1, null,
            List.of(new Goal(HOSTILE, null, null, null, null, GoalFigure.RATE, Phase.MAX, null, true, 1.0, null)), List.of(HOSTILE), ""),
        record.floor(), record.cells(), ""), plain.timeline(), Map.of());
    Experiment asked = new Experiment("asked", "Which is faster?", "", DESIGNS, List.of(), 1,
        new TreeMap<>(Map.of("leveled", "bitcask")),
        List.of(new Goal("fast", null, null, null, null, GoalFigure.RATE, Phase.MAX, null, true, 1_000.0, null),
            new Goal("slim", null, List.of("leveled"), null, null, GoalFigure.SETTLED_SPACE, null, null, false, null, 1_000.0)), null, "");
    goals = ReportPage.render(
        new RunRecord(1, "asked", record.provenance(), asked, record.floor(), record.cells(), ""), plain.timeline(),
        Map.of());
    index = IndexPage.render(new TreeMap<>(Map.of("quickstart-fixture", record, "sweep-fixture", swept.record())));
    Path pages = Files.createDirectories(Path.of("target/pages"));
    Files.writeString(pages.resolve("quickstart.html"), quickstart);
    Files.writeString(pages.resolve("sweep.html"), sweep);
    Files.writeString(pages.resolve("goals.html"), goals);
    Files.writeString(pages.resolve("index.html"), index);
  }

  @Test
  void needsNothingFromOutside() {
    for (String page : List.of(quickstart, sweep, index)) {
      assertThat(page).doesNotContain("http://").doesNotContain("https://").doesNotContain("url(")
          .doesNotContain("@import").doesNotContain("<link").doesNotContain(" src=");
    }
  }

  @Test
  void showsQuestionSummaryAndEveryDesign() {
    assertThat(quickstart).contains("What does each engine design cost under the same replicated quorum store?")
        .contains("How to read this page").contains("id=\"environment\"").contains("durability BUFFERED")
        .contains("page cache warm").contains("update read-modify-write").contains("overloaded");
    for (String design : DESIGNS) {
      assertThat(quickstart).contains("<th scope=\"row\">" + design);
    }
  }

  @Test
  void givesEveryChartALabelAndADataTable() {
    for (String page : List.of(quickstart, sweep)) {
      assertThat(count(page, "<figure>")).isPositive().isEqualTo(count(page, "Data table</summary>"));
      assertThat(count(page, "role=\"img\"")).isEqualTo(count(page, "aria-label=\"[^\"]+\">\n<(?:line|rect|text)"))
          .isEqualTo(2 * count(page, "<figure>"));
    }
  }

  @Test
  void greysOverloadedLatenciesAndShowsWhatIsNotApplicable() {
    assertThat(quickstart).contains("class=\"grey\"").contains("s1 overloaded").contains("tiered, overloaded");
    assertThat(sweep).contains("n/a").contains("the design has no ordered scan");
  }

  @Test
  void showsWhatADesignForecastBesideWhatWasMeasured() {
    assertThat(quickstart).contains("Forecast and measured").contains("peak space").contains("measured / forecast");
  }

  @Test
  void saysWhatBecameOfTheGoals() {
    assertThat(goals).contains("id=\"goals\"").contains("fast").contains("missed?").contains("slim").contains("met?")
        .contains("ratio ≥ 1").contains("own ≤ 1");
    assertThat(quickstart).doesNotContain("id=\"goals\"");
  }

  @Test
  void offersEveryMetricOfASweepWithIntervals() {
    assertThat(sweep).as("what the experiment asks for first").containsPattern(
        "<select data-panels=\"sweep0\"><option value=\"0\">Space amplification, engine, settled</option>");
    assertThat(sweep).contains("Metric over workload.valueBytes").contains("whisker")
        .contains("<option value=\"1\">Throughput, max phase</option>").contains("Pairwise comparison");
    assertThat(sweep).contains("leveled forecast").contains("class=\"line s0 forecast\"");
  }

  @Test
  void showsWhatASweepTradesForWhat() {
    assertThat(sweep).contains("What for what")
        .contains("<option value=\"0\">Write amplification, engine, settled over space amplification");
    assertThat(quickstart).doesNotContain("What for what");
  }

  @Test
  void linksTheRawFiles() {
    assertThat(quickstart).contains("href=\"./run.json\"").contains("href=\"./timeline.csv\"")
        .contains("href=\"./leveled_r1.run.read.response.hlog\"");
  }

  @Test
  void escapesAllStoredText() {
    assertThat(hostile).doesNotContain("<img").doesNotContain("<script>alert").contains("&lt;img");
    assertThat(count(hostile, "<script>")).isOne();
    assertThat(count(hostile, "</script>")).isOne();
  }

  @Test
  void closesEveryElementItOpens() {
    for (String page : List.of(quickstart, sweep, index)) {
      for (String name : List.of("section", "figure", "table", "tr", "td", "th", "svg", "details", "div", "ul", "dl",
          "p")) {
        assertThat(count(page, "<" + name + "[ >]")).as(name).isEqualTo(count(page, "</" + name + ">"));
      }
      assertThat(page).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("null");
    }
  }

  @Test
  void indexesRunsWithLinks() {
    assertThat(index).contains("href=\"./quickstart-fixture/report.html\"")
        .contains("href=\"./sweep-fixture/report.html\"");
  }

  private static int count(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }
}
