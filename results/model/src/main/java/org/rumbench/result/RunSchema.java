package org.rumbench.result;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// The published JSON Schema of run.json, from the class path.
public final class RunSchema {
  private final Schema schema;

  /// Compiles the schema.
  public RunSchema() {
    schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text());
  }

  /// Returns the schema as JSON text.
  public static String text() {
    try (InputStream in = RunSchema.class.getResourceAsStream("run.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("run.schema.json is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void check(JsonNode root, Findings findings) {
    schema.validate(root).forEach(error ->
        findings.add(Relation.SCHEMA, "run.json" + error.getInstanceLocation(), error.getMessage()));
  }
}
