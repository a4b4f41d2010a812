package org.rumbench.result;

/// Broken relation in a run directory.
///
/// @param relation what should hold
/// @param place where, as a path in run.json or a file name
/// @param message both sides of the relation
public record Violation(Relation relation, String place, String message) {
  @Override
  public String toString() {
    return relation.title() + ": " + place + ": " + message;
  }
}
