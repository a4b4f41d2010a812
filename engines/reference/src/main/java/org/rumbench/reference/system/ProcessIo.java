package org.rumbench.reference.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What this process has handed to the operating system and asked of it, by the kernel's count of calls and their bytes:
/// for engines that count nothing themselves. All zero where there is no such count.
///
/// @param writeCalls   write system calls
/// @param writtenBytes bytes given to them
/// @param readCalls    read system calls
/// @param readBytes    bytes got from them, the page cache's included
public record ProcessIo(long writeCalls, long writtenBytes, long readCalls, long readBytes) {
  private static final Path SOURCE = Path.of("/proc/self/io");

  /// Now.
  public static ProcessIo now() {
    List<String> lines;
    try {
      lines = Files.readAllLines(SOURCE);
    } catch (IOException absent) {
      return new ProcessIo(0, 0, 0, 0);
    }
    return new ProcessIo(
        figure(lines, "syscw: "), figure(lines, "wchar: "), figure(lines, "syscr: "), figure(lines, "rchar: "));
  }

  private static long figure(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> Long.parseLong(line.substring(name.length()).strip()))
        .orElse(0L);
  }

  /// This minus an earlier look.
  public ProcessIo since(ProcessIo earlier) {
    return new ProcessIo(
        writeCalls - earlier.writeCalls, writtenBytes - earlier.writtenBytes, readCalls - earlier.readCalls,
        readBytes - earlier.readBytes);
  }
}
