package org.rumbench.result;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The JSON form of a [RunRecord]: members in the order of the record, absent figures left out, unknown members
/// refused.
public final class RunJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          // isComplete() and its like are questions, not members.
          .changeDefaultVisibility(all -> all.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
          .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private RunJson() {}

  /// Returns the record as indented JSON text.
  public static String write(RunRecord record) {
    return MAPPER.writeValueAsString(record) + "\n";
  }

  /// Parses JSON text; malformed text or unknown or missing members are refused with their place named.
  public static RunRecord read(String json) {
    return fromTree(tree(json));
  }

  /// Returns one cell as JSON text: how a measured process hands its cell to the one that collects.
  public static String writeCell(Cell cell) {
    return MAPPER.writeValueAsString(cell) + "\n";
  }

  /// Parses what [#writeCell] made.
  public static Cell readCell(String json) {
    try {
      return MAPPER.readValue(json, Cell.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a cell: " + e.getOriginalMessage() + place(e), e);
    }
  }

  /// Parses JSON text into a tree.
  static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage() + place(e), e);
    }
  }

  static RunRecord fromTree(JsonNode tree) {
    try {
      return MAPPER.treeToValue(tree, RunRecord.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a run record: " + e.getOriginalMessage() + place(e), e);
    }
  }

  static JsonNode toTree(RunRecord record) {
    return MAPPER.valueToTree(record);
  }

  static String quoted(String text) {
    return MAPPER.writeValueAsString(text);
  }

  private static String place(JacksonException e) {
    boolean isKnown = e.getLocation() != null && e.getLocation().getLineNr() > 0;
    return isKnown ? " at line " + e.getLocation().getLineNr() : "";
  }
}
