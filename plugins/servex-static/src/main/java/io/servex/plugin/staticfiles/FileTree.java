package io.servex.plugin.staticfiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds files below a folder. Whatever a path says, and wherever symbolic links lead, nothing
 * outside the folder is found, and nothing with a name that begins with a dot unless that is
 * allowed.
 *
 * <p><b>Threading:</b> immutable; {@link #find} blocks.
 */
final class FileTree {
  private final Path folder;
  private final boolean dotfiles;

  FileTree(Path folder, boolean dotfiles) {
    this.folder = folder;
    this.dotfiles = dotfiles;
  }

  /**
   * Finds what a path stands for.
   *
   * @param path begins with a slash, decoded, but for {@code %25} and {@code %2F}
   * @return the real path of a file or a folder; null when there is none that may be served
   */
  @Nullable Path find(String path) {
    if (path.contains("%2F") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
      return null;
    }
    try {
      // The folder may itself be a link that is moved to a new release.
      var root = folder.toRealPath();
      var at = root;
      for (var name : path.replace("%25", "%").split("/", -1)) {
        if (name.startsWith(".") && (!dotfiles || name.equals(".") || name.equals(".."))) {
          return null;
        }
        at = at.resolve(name);
      }
      var real = at.toRealPath();
      // A link to a file has the file's name, and no slash makes a file a folder.
      var folderWanted = path.endsWith("/");
      return real.startsWith(root) && (!folderWanted || Files.isDirectory(real)) ? real : null;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }
}
