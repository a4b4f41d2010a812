package org.rumbench.testkit.mutant;

import org.rumbench.testkit.Design;

/// A mutant of a design, and where it was found last time: tried first, so that the proof is quick.
///
/// @param mutant the bug
/// @param design the design it is planted into, in the size the tests use
/// @param finder name of the general test that found it
/// @param seed   with which seed
public record Planted(Mutant mutant, Design design, String finder, long seed) {}
