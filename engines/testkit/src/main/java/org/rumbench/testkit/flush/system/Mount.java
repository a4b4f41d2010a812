package org.rumbench.testkit.flush.system;

import java.nio.file.Path;
import java.util.List;

/// A mounted file system: a line of `/proc/self/mountinfo`.
///
/// @param point  where it is mounted
/// @param number major and minor number of its device, such as `8:1`
/// @param type   the file system
/// @param source what was mounted
record Mount(Path point, String number, String type, String source) {
  private static final int NUMBER_FIELD = 2;
  private static final int POINT_FIELD = 4;

  /// The mount that `path`, a real path, lies on: of all that contain it the deepest, of those the last.
  static Mount of(Path path, List<String> lines) {
    Mount found = null;
    for (String line : lines) {
      Mount mount = parse(line);
      boolean isDeeper = found == null || mount.point.getNameCount() >= found.point.getNameCount();
      if (path.startsWith(mount.point) && isDeeper) {
        found = mount;
      }
    }
    if (found == null) {
      throw new IllegalArgumentException(path + " lies on no mount of " + lines);
    }
    return found;
  }

  private static Mount parse(String line) {
    int separator = line.indexOf(" - ");
    String[] fields = line.substring(0, separator).split(" ", -1);
    String[] system = line.substring(separator + " - ".length()).split(" ", 3);
    return new Mount(Path.of(plain(fields[POINT_FIELD])), fields[NUMBER_FIELD], system[0], plain(system[1]));
  }

  /// Blanks are written as octal numbers.
  private static String plain(String text) {
    return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }
}
