package org.rumbench.runtime.sim;

/// An actor's place in the order of things: by time, then by a draw from the seed, then by age.
record SimWake(long nanos, long tie, long sequence, SimActor actor) implements Comparable<SimWake> {
  @Override
  public int compareTo(SimWake other) {
    if (nanos != other.nanos) {
      return Long.compare(nanos, other.nanos);
    }
    return tie != other.tie ? Long.compare(tie, other.tie) : Long.compare(sequence, other.sequence);
  }
}
