package org.rumbench.result;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Origin of a run: source, machine, virtual machine and effective configuration.
///
/// @param commit commit hash of the source tree that was built.
/// @param isDirty whether the source tree had changes that were not committed.
/// @param seed seed from which every random stream of the run derives.
/// @param host name of the host.
/// @param cpu model name of the processor.
/// @param cores processors available to the run.
/// @param memoryBytes physical memory of the host, or the limit of its control group, in bytes.
/// @param kernel operating system and kernel version.
/// @param filesystem file system and device that held the data.
/// @param javaVersion java runtime version.
/// @param jvmFlags flags of the measured virtual machines.
/// @param configuration every configuration key with its effective value.
/// @param startTime wall-clock start, ISO 8601 with zone.
/// @param commandLine command line that started the run.
/// @param cache page cache treatment, equal for all cells.
/// @param cellOrder cell ids in the order in which they really ran.
/// @param digest SHA-256 over this section without this field.
public record Provenance(
    String commit,
    boolean isDirty,
    long seed,
    String host,
    String cpu,
    int cores,
    long memoryBytes,
    String kernel,
    String filesystem,
    String javaVersion,
    List<String> jvmFlags,
    SortedMap<String, String> configuration,
    String startTime,
    String commandLine,
    CacheState cache,
    List<String> cellOrder,
    String digest) {

  /// Copies the collections.
  public Provenance {
    jvmFlags = List.copyOf(jvmFlags);
    configuration = Collections.unmodifiableSortedMap(new TreeMap<>(configuration));
    cellOrder = List.copyOf(cellOrder);
  }

  /// Returns this provenance with the given order of cells.
  public Provenance withCellOrder(List<String> order) {
    return new Provenance(commit, isDirty, seed, host, cpu, cores, memoryBytes, kernel, filesystem, javaVersion,
        jvmFlags, configuration, startTime, commandLine, cache, order, "");
  }
}
