package org.rumbench.result;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The digests of a record: SHA-256 over the canonical JSON of each section without its own `digest` field.
///
/// Canonical JSON has sorted keys, no white space, no absent or null members, and numbers without trailing zeros, so
/// that 1, 1.0 and 1e0 agree. Sections are `provenance`, `experiment`, `floor`, each cell, and the record as a whole.
/// They guard facts that no other relation covers (cores, seed, options) against alteration by accident; they are no
/// signature.
final class Digests {
  private static final String FIELD = "digest";

  private Digests() {}

  /// Returns the record with every digest computed.
  static RunRecord seal(RunRecord record) {
    ObjectNode root = (ObjectNode) RunJson.toTree(record);
    for (Section section : sections(root)) {
      section.node.put(FIELD, of(section.node));
    }
    return RunJson.fromTree(root);
  }

  /// Returns the name of every section whose digest does not match its content.
  static List<String> mismatches(JsonNode root) {
    List<String> broken = new ArrayList<>();
    if (root instanceof ObjectNode object) {
      for (Section section : sections(object)) {
        if (!of(section.node).equals(section.node.path(FIELD).asString(""))) {
          broken.add(section.name);
        }
      }
    }
    return broken;
  }

  /// Innermost first, because the digest of the whole covers those of its sections.
  private static List<Section> sections(ObjectNode root) {
    List<Section> sections = new ArrayList<>();
    for (String name : List.of("provenance", "experiment", "floor")) {
      if (root.get(name) instanceof ObjectNode node) {
        sections.add(new Section(name, node));
      }
    }
    int index = 0;
    for (JsonNode cell : root.path("cells")) {
      if (cell instanceof ObjectNode node) {
        sections.add(new Section("cells[" + index + "]", node));
      }
      index++;
    }
    sections.add(new Section("run", root));
    return sections;
  }

  private static String of(ObjectNode node) {
    StringBuilder text = new StringBuilder();
    canonical(node, FIELD, text);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void canonical(JsonNode node, String without, StringBuilder text) {
    if (node.isObject()) {
      TreeMap<String, JsonNode> members = new TreeMap<>();
      node.properties().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
      text.append('{');
      members.forEach((name, value) -> {
        if (!value.isNull() && !name.equals(without)) {
          text.append(RunJson.quoted(name)).append(':');
          canonical(value, "", text);
          text.append(',');
        }
      });
      text.append('}');
    } else if (node.isArray()) {
      text.append('[');
      for (JsonNode element : node) {
        canonical(element, "", text);
        text.append(',');
      }
      text.append(']');
    } else if (node.isNumber()) {
      BigDecimal value = node.decimalValue();
      text.append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toString());
    } else {
      text.append(node.isString() ? RunJson.quoted(node.asString()) : node.asString());
    }
  }

  private record Section(String name, ObjectNode node) {}
}
