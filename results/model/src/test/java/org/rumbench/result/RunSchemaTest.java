package org.rumbench.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class RunSchemaTest {
  private static final Path DICTIONARY = Path.of("../DATA_DICTIONARY.md");

  @Test
  void describesExactlyTheFieldsOfTheRecords() throws ClassNotFoundException {
    JsonNode schema = RunJson.tree(RunSchema.text());
    assertSameFields(schema, RunRecord.class);
    for (Map.Entry<String, JsonNode> entry : schema.path("$defs").properties()) {
      Class<?> type = Class.forName("org.rumbench.result." + entry.getKey());
      if (type.isRecord()) {
        assertSameFields(entry.getValue(), type);
      } else {
        assertThat(values(entry.getValue().path("enum")))
            .isEqualTo(Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
      }
    }
  }

  /// Goal: the dictionary names every field. Method: it is made from the schema; `-Drewrite` writes it anew.
  @Test
  void isTheSourceOfTheDataDictionary() throws IOException {
    String expected = dictionary(RunJson.tree(RunSchema.text()));
    if (System.getProperty("rewrite") != null) {
      Files.writeString(DICTIONARY, expected);
    }
    assertThat(Files.readString(DICTIONARY)).isEqualTo(expected);
  }

  private static void assertSameFields(JsonNode definition, Class<?> type) {
    List<String> fields = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    assertThat(List.copyOf(definition.path("properties").propertyNames())).as(type.getSimpleName()).isEqualTo(fields);
    List<String> required = Arrays.stream(type.getRecordComponents())
        .filter(field -> !field.getAnnotatedType().isAnnotationPresent(Nullable.class))
        .map(RecordComponent::getName)
        .toList();
    assertThat(values(definition.path("required"))).as(type.getSimpleName()).isEqualTo(required);
  }

  private static String dictionary(JsonNode schema) {
    StringBuilder text = new StringBuilder();
    text.append("# Data dictionary of run.json\n\n")
        .append("Made from `schema/run.schema.json`; every field of the schema is here. Units end the names: `Bytes`, ")
        .append("`Nanos` (10⁻⁹ s), `Seconds`, `PerSecond`, `Ratio` (no unit), `PerRead`. Names without a unit are "
            + "counts.\n\n");
    section(text, "RunRecord", schema);
    for (Map.Entry<String, JsonNode> entry : schema.path("$defs").properties()) {
      section(text, entry.getKey(), entry.getValue());
    }
    return text.append("## timeline.csv\n\nOne row per cell, phase and second; the columns are the fields of ")
        .append("`TimelineRow`, ")
        .append("with one column `writtenIssuedBytes.PURPOSE` per purpose. Rows of a phase sum to its totals.\n\n")
        .append("## *.hlog\n\nHdrHistogram logs in nanoseconds, three significant digits: one per cell, phase, ")
        .append("operation ")
        .append("type and kind of latency. Percentiles in run.json are read from the merged intervals of one file.\n")
        .toString();
  }

  private static void section(StringBuilder text, String name, JsonNode definition) {
    text.append("## ").append(name).append("\n\n").append(definition.path("description").asString("")).append("\n\n");
    if (definition.has("enum")) {
      text.append("One of: `").append(String.join("`, `", values(definition.path("enum")))).append("`.\n\n");
      return;
    }
    List<String> required = values(definition.path("required"));
    text.append("| field | type | meaning |\n|---|---|---|\n");
    for (Map.Entry<String, JsonNode> field : definition.path("properties").properties()) {
      text.append("| `").append(field.getKey()).append("` | ").append(type(field.getValue()))
          .append(required.contains(field.getKey()) ? "" : ", optional").append(" | ")
          .append(field.getValue().path("description").asString("")).append(" |\n");
    }
    text.append('\n');
  }

  private static String type(JsonNode field) {
    if (field.has("$ref")) {
      return field.path("$ref").asString("").replace("#/$defs/", "");
    }
    String type = field.path("type").asString("");
    return switch (type) {
      case "array" -> "list of " + type(field.path("items"));
      case "object" -> "map to " + type(field.path("additionalProperties"));
      default -> type;
    };
  }

  private static List<String> values(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asString("")));
    return values;
  }
}
