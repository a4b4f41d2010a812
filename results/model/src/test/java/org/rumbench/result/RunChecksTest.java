package org.rumbench.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;


@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunChecksTest {
  private static final Pattern NUMBER =
      Pattern.compile("(?<=[:\\[,]\\s{0,40})-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?=\\s*[,}\\]])");

  private static final int OFTEN = 24;

  private Path root = Path.of("");
  private Path run = Path.of("");
  private String json = "";

  @BeforeAll
  void writeOneRun(@TempDir Path directory) throws IOException {
    root = directory;
    RunFixture.Plan plan = new RunFixture.Plan("altered", 7, List.of("leveled"), "", List.of(), 1, 4, 60, "", "");
    run = RunFixture.write(new RunStore(root), plan).directory();
    json = Files.readString(run.resolve(RunStore.RECORD_FILE));
  }

  @Test
  void findsNothingInASoundRunOfEveryDesign() throws IOException {
    RunFixture.Plan plan = new RunFixture.Plan("sound", 3, List.of("leveled", "tiered", "bitcask", "wisckey", "noop"),
        "workload.valueBytes", List.of("100", "1000"), 2, 4, 60, "tiered", "bitcask");
    assertThat(RunChecks.verify(RunFixture.write(new RunStore(root), plan).directory())).isEmpty();
  }

  /// A number of the record that was altered, and what the checks said.
  private record Alteration(String line, String altered, List<Violation> violations) {}

  /// Goal: no stored number can change unnoticed. Method: alter numbers of a run, each by itself, through the checks; one
  /// copy of the run for each processor. Of a field that a run has often, an even share, and all with `-Dseeds=100`.
  @Test
  void refusesNumbersOfEveryFieldAlteredByThemselves() {
    List<MatchResult> found = ofEveryField(NUMBER.matcher(json).results().toList());
    int copies = Math.min(8, Runtime.getRuntime().availableProcessors());
    List<Alteration> alterations = IntStream.range(0, copies).parallel()
        .mapToObj(copy -> alterations(found, copy, copies))
        .flatMap(List::stream)
        .toList();
    List<String> accepted = new ArrayList<>();
    Map<Relation, Integer> first = new EnumMap<>(Relation.class);
    List<String> digestOnly = new ArrayList<>();
    for (Alteration each : alterations) {
      if (each.violations.isEmpty()) {
        accepted.add(each.line + " -> " + each.altered);
      } else {
        first.merge(each.violations.getFirst().relation(), 1, Integer::sum);
        if (each.violations.getFirst().relation() == Relation.DIGEST) {
          digestOnly.add(each.line.replaceAll("\"(\\w+)\".*", "$1"));
        }
      }
    }
    int numbers = alterations.size();
    System.out.println(numbers + " numbers altered; first violation: " + first + "; by digest alone: "
        + digestOnly.stream().distinct().toList());
    assertThat(accepted).isEmpty();
    assertThat(numbers).isGreaterThan(500);
    assertThat(first).containsKeys(Relation.LEDGER_SUM, Relation.HISTOGRAM_COUNT, Relation.PERCENTILE, Relation.DIGEST);
    // Relations, not digests, must carry the proof: only plain facts are left to digests.
    assertThat(Set.copyOf(digestOnly)).isSubsetOf("seed", "cores", "memoryBytes", "repeats", "records", "keyBytes",
        "valueBytes", "beginSeconds", "endSeconds", "updateReads", "targetOperationsPerSecond", "acceptedKeyBytes",
        "acceptedValueBytes", "stallCount", "stallSeconds", "readBytes", "writtenBytes", "debtBytes", "drainSeconds", "indeterminateBytes");
  }

  private List<MatchResult> ofEveryField(List<MatchResult> numbers) {
    Map<String, List<MatchResult>> byField = new LinkedHashMap<>();
    for (MatchResult number : numbers) {
      int nameEnd = json.lastIndexOf("\" :", number.start());
      String field = json.substring(json.lastIndexOf('"', nameEnd - 1), nameEnd);
      byField.computeIfAbsent(field, name -> new ArrayList<>()).add(number);
    }
    long most = OFTEN * Long.getLong("seeds", 1);
    return byField.values().stream()
        .flatMap(field -> {
          long taken = Math.min(most, field.size());
          return LongStream.range(0, taken).mapToObj(i -> field.get((int) (i * field.size() / taken)));
        })
        .toList();
  }

  /// Every `copies`th number, in a copy of the run.
  private List<Alteration> alterations(List<MatchResult> numbers, int copy, int copies) {
    RunSchema schema = new RunSchema();
    List<Alteration> alterations = new ArrayList<>();
    try {
      Path directory = copyOfRun(root.resolve("copy" + copy));
      for (int i = copy; i < numbers.size(); i += copies) {
        MatchResult number = numbers.get(i);
        String altered = altered(number.group());
        Files.writeString(directory.resolve(RunStore.RECORD_FILE),
            json.substring(0, number.start()) + altered + json.substring(number.end()));
        String line = json.substring(json.lastIndexOf('\n', number.start()) + 1, number.end()).strip();
        alterations.add(new Alteration(line, altered, RunChecks.verify(directory, schema)));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return alterations;
  }

  private Path copyOfRun(Path parent) throws IOException {
    Path directory = Files.createDirectories(parent.resolve(String.valueOf(run.getFileName())));
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(String.valueOf(file.getFileName())));
      }
    }
    return directory;
  }

  @Test
  void namesTheRelationThatAnAlterationBreaks() throws IOException {
    assertThat(relationsAfter("\"syncCalls\" : (\\d+)", 3)).contains(Relation.LEDGER_SUM);
    assertThat(relationsAfter("\"ok\" : (\\d+)", 1)).contains(Relation.HISTOGRAM_COUNT, Relation.TIMELINE_SUM);
    assertThat(relationsAfter("\"timedOut\" : (\\d+)", 1)).contains(Relation.TIMELINE_SUM);
    assertThat(relationsAfter("\"peakBytes\" : (\\d+)", 1)).contains(Relation.TIMELINE_SUM);
    assertThat(relationsAfter("\"count\" : (\\d+)", 1)).contains(Relation.HISTOGRAM_COUNT);
    assertThat(relationsAfter("\"p999Nanos\" : (\\d+)", 1)).contains(Relation.PERCENTILE);
    assertThat(relationsAfter("\"maxNanos\" : (\\d+)", 5)).contains(Relation.PERCENTILE);
    assertThat(relationsAfter("\"commitIssuedBytes\" : (\\d+)", 1)).contains(Relation.ROLL_UP);
    assertThat(relationsAfter("\"issuedOverAcceptedRatio\" : ([\\d.]+)", 1)).contains(Relation.AMPLIFICATION);
    assertThat(relationsAfter("\"flushes\" : (\\d+)", 1)).contains(Relation.EVENT_COUNT);
    assertThat(relationsAfter("\"schemaVersion\" : (\\d+)", 1)).contains(Relation.SCHEMA);
  }

  @Test
  void namesTheTimelineWhenItsRowsDoNotAddUp() throws IOException {
    Path csv = run.resolve(RunStore.TIMELINE_FILE);
    String text = Files.readString(csv);
    try {
      Files.writeString(csv, text.substring(0, text.lastIndexOf("\nleveled_r1,run,") + 1));
      assertThat(relations()).contains(Relation.TIMELINE_SUM);
      Files.writeString(csv, text.replaceFirst("(?m)^leveled_r1,run,(\\d+),(\\d+)", "leveled_r1,run,$1,1$2"));
      assertThat(relations()).containsOnly(Relation.TIMELINE_SUM);
      Files.writeString(csv, "cell,phase\n");
      assertThat(relations()).contains(Relation.FILE);
    } finally {
      Files.writeString(csv, text);
    }
  }

  @Test
  void refusesAMissingOrForeignHistogram() throws IOException {
    Path log = run.resolve("leveled_r1.run.read.response.hlog");
    byte[] bytes = Files.readAllBytes(log);
    try {
      Files.delete(log);
      assertThat(relations()).contains(Relation.FILE);
      Files.write(log, Files.readAllBytes(run.resolve("leveled_r1.run.update.wait.hlog")));
      assertThat(relations()).contains(Relation.PERCENTILE);
    } finally {
      Files.write(log, bytes);
    }
  }

  @Test
  void refusesTextThatIsNoRecord() throws IOException {
    Path record = run.resolve(RunStore.RECORD_FILE);
    try {
      for (String text : List.of("", "[]", "{}", "{\"schemaVersion\": 1}", "not json",
          json.replaceFirst("\"cores\" : \\d+", "\"cores\" : 0"),
          json.replaceFirst("\"cores\"", "\"extra\" : 1, \"cores\""),
          json.replaceFirst("\\.hlog", "/../../x.hlog"))) {
        Files.writeString(record, text);
        assertThat(RunChecks.verify(run)).as(text.lines().findFirst().orElse("")).isNotEmpty();
      }
    } finally {
      Files.writeString(record, json);
    }
  }

  @Test
  void storesARunOnceAndLoadsItUnchanged() throws IOException {
    RunStore store = new RunStore(root.resolve("store"));
    StoredRun written = RunFixture.write(store, RunFixture.Plan.small());
    StoredRun loaded = RunStore.load(written.directory());
    assertThat(loaded.record()).isEqualTo(written.record());
    assertThat(Timeline.write(loaded.timeline())).isEqualTo(Timeline.write(written.timeline()));
    assertThat(store.list()).containsExactly(written.directory());
    assertThatThrownBy(() -> store.create("small")).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> store.create("../small")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesNothingOfARunThatWasNotPublished() throws IOException {
    RunStore store = new RunStore(root.resolve("abandoned"));
    try (PendingRun draft = store.create("lost")) {
      draft.write("report.html", "half");
    }
    assertThat(store.list()).isEmpty();
    assertThat(root.resolve("abandoned")).isEmptyDirectory();
  }

  private Set<Relation> relationsAfter(String pattern, int occurrence) throws IOException {
    Path record = run.resolve(RunStore.RECORD_FILE);
    Matcher matcher = Pattern.compile(pattern).matcher(json);
    for (int i = 0; i < occurrence; i++) {
      assertThat(matcher.find()).as(pattern).isTrue();
    }
    try {
      Files.writeString(record,
          json.substring(0, matcher.start(1)) + altered(matcher.group(1)) + json.substring(matcher.end(1)));
      return relations();
    } finally {
      Files.writeString(record, json);
    }
  }

  private Set<Relation> relations() {
    return RunChecks.verify(run).stream()
        .map(Violation::relation)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Relation.class)));
  }

  private static String altered(String number) {
    return number.matches("-?\\d+")
        ? Long.toString(Long.parseLong(number) + 1)
        : Double.toString(Double.parseDouble(number) * 1.01 + 1e-3);
  }
}
