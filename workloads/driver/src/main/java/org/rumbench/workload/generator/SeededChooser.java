package org.rumbench.workload.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import site.ycsb.generator.DiscreteGenerator;

/// Twin of `DiscreteGenerator`: one of several names, in proportion to their weights. Takes one draw.
public final class SeededChooser extends DiscreteGenerator {
  private final StreamCursor cursor;
  private final List<String> names = new ArrayList<>();
  private double[] cumulative = new double[0];
  private String last = "";

  /// A chooser without names.
  public SeededChooser(StreamCursor cursor) {
    this.cursor = cursor;
  }

  @Override
  public void addValue(double weight, String value) {
    double before = cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
    cumulative = Arrays.copyOf(cumulative, cumulative.length + 1);
    cumulative[cumulative.length - 1] = before + weight;
    names.add(value);
  }

  @Override
  public String nextValue() {
    double draw = cursor.nextDouble() * cumulative[cumulative.length - 1];
    int choice = 0;
    while (choice < cumulative.length - 1 && draw >= cumulative[choice]) {
      choice++;
    }
    last = names.get(choice);
    return last;
  }

  @Override
  public String lastValue() {
    return last;
  }
}
