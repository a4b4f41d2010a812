package org.rumbench.lsm.table;

/// A filter that lets every key pass.
final class NoFilter implements KeyFilter {
  static final NoFilter INSTANCE = new NoFilter();

  private NoFilter() {}

  @Override
  public boolean mayContain(long hash) {
    return true;
  }

  @Override
  public long memoryBytes() {
    return 0;
  }

  @Override
  public String describe() {
    return "none";
  }

  @Override
  public void encode(GrowingBuffer target) {
    target.putByte(TableDescriptor.FILTER_NONE);
  }
}
