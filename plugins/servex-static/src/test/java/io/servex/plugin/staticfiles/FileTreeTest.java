package io.servex.plugin.staticfiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing leads out of the folder (D98). */
class FileTreeTest {
  @TempDir Path work;
  private Path root;

  @BeforeEach
  void fill() throws IOException {
    root = Files.createDirectory(work.resolve("root")).toRealPath();
    Files.writeString(work.resolve("secret.txt"), "secret");
    Files.createDirectory(work.resolve("outside"));
    Files.writeString(work.resolve("outside/file"), "secret");
    Files.writeString(root.resolve("a.txt"), "a");
    Files.writeString(root.resolve("100%.txt"), "a");
    Files.writeString(root.resolve(".env"), "secret");
    Files.createDirectories(root.resolve("sub/.git"));
    Files.writeString(root.resolve("sub/.git/config"), "secret");
    Files.writeString(root.resolve("sub/b c.txt"), "b");
    Files.createSymbolicLink(root.resolve("inside"), Path.of("sub"));
    Files.createSymbolicLink(root.resolve("escape.txt"), work.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("escape"), Path.of("../outside"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
  }

  @Test
  void findsFilesAndFolders() {
    var tree = new FileTree(root, false);

    assertThat(tree.find("/")).isEqualTo(root);
    assertThat(tree.find("/a.txt")).isEqualTo(root.resolve("a.txt"));
    assertThat(tree.find("/100%25.txt")).isEqualTo(root.resolve("100%.txt"));
    assertThat(tree.find("/sub/b c.txt")).isEqualTo(root.resolve("sub/b c.txt"));
    assertThat(tree.find("/sub/")).isEqualTo(root.resolve("sub"));
    assertThat(tree.find("/inside/b c.txt")).isEqualTo(root.resolve("sub/b c.txt"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none",
        "/a.txt/",
        "/a.txt/b",
        "/.env",
        "/sub/.git/config",
        "/inside/.git/config",
        "/../secret.txt",
        "/sub/../../secret.txt",
        "/sub/..%2F..%2Fsecret.txt",
        "/sub%2Fb c.txt",
        "/..\\secret.txt",
        "/a.txt\0",
        "/escape.txt",
        "/escape/file",
        "/escape",
        "/loop"
      })
  void findsNothingElse(String path) {
    assertThat(new FileTree(root, false).find(path)).isNull();
  }

  @Test
  void findsDotfilesWhereTheyAreAllowedButNoParents() {
    var tree = new FileTree(root, true);

    assertThat(tree.find("/.env")).isNotNull();
    assertThat(tree.find("/../secret.txt")).isNull();
    assertThat(tree.find("/./a.txt")).isNull();
  }

  @Test
  void followsAFolderThatIsMoved() throws IOException {
    var link = work.resolve("current");
    Files.createSymbolicLink(link, root);
    var tree = new FileTree(link, false);
    assertThat(tree.find("/a.txt")).isNotNull();

    Files.delete(link);
    Files.createSymbolicLink(link, work.resolve("outside"));

    assertThat(tree.find("/a.txt")).isNull();
    assertThat(tree.find("/file")).isNotNull();
  }

  @Property(tries = 300)
  void survivesAnything(@ForAll String path) throws IOException {
    var folder = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    var found = new FileTree(folder, false).find("/" + path);

    assertThat(found == null || found.startsWith(folder)).isTrue();
  }
}
