package org.rumbench.testkit.mutant;

/// A change of one place of a source file.
///
/// @param file        path below a source root, such as `org/rumbench/lsm/LsmTree.java`
/// @param text        what is there, exactly once
/// @param replacement what takes its place
public record Patch(String file, String text, String replacement) {
  /// The patched text; an [IllegalStateException] when the place is not there exactly once: the mutant has to be mended
  /// together with the code it changes.
  String apply(String source) {
    int at = source.indexOf(text);
    if (at < 0 || source.indexOf(text, at + 1) >= 0) {
      throw new IllegalStateException(
          "the text to be patched is " + (at < 0 ? "not" : "more than once") + " in " + file + ": " + text);
    }
    return source.substring(0, at) + replacement + source.substring(at + text.length());
  }
}
