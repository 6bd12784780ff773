# bin/servex and mvnw beside other versions of Java, in awkward folders, and with nothing to find.
# A java of these tests prints its process and its arguments.
fake_java() { # FOLDER VERSION
  mkdir -p "$1/bin"
  printf 'JAVA_VERSION="%s"\n' "$2" > "$1/release"
  printf '#!/bin/sh\necho "version=%s pid=$$ JAVA_HOME=${JAVA_HOME:-}"\nfor a in "$@"; do echo "[$a]"; done\n' "$2" > "$1/bin/java"
  cp "$1/bin/java" "$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}
# has FILE TEXT…: each text is a part of some line.
has() {
  local file=$1 text
  shift
  for text in "$@"; do grep -qF -- "$text" "$file" || { echo "no '$text' in:"; cat "$file"; return 1; }; done
}

box="$work/a box"
mkdir -p "$box"
cp -a "$home" "$box/the servex"
script="$box/the servex/bin/servex"
fake_java "$box/java 17" 17.0.9
fake_java "$box/java 25" 25.0.1
fake_java "$box/user/.sdkman/candidates/java/25.0.2-tem" 25.0.2
fake_java "$box/odd" 25
rm "$box/odd/release"
printf '#!/bin/sh\necho "openjdk version \\"25.0.3\\" 2026-04-21" >&2; [ "$1" = -version ] || echo "version=odd"\n' > "$box/odd/bin/java"
mkdir "$box/path"
for tool in sh cat cksum cut dirname find grep head ls mkdir nice readlink rm rmdir sed sleep; do
  ln -s "$(command -v $tool)" "$box/path/$tool"
done
bare() { env -i PATH="$box/path" SERVEX_AOT=off "$@"; }

bare JAVA_HOME="$box/java 25" "$script" > "$box/out"
expect "JAVA_HOME is taken where it is a 25" has "$box/out" version=25.0.1
bare JAVA_HOME="$box/java 17" SERVEX_JAVA_HOME="$box/java 25" "$script" > "$box/out"
expect "SERVEX_JAVA_HOME comes first" has "$box/out" version=25.0.1
ln -s "$box/java 25/bin/java" "$box/path/java"
bare JAVA_HOME="$box/java 17" "$script" > "$box/out"
expect "an older JAVA_HOME is passed over for the java of PATH, through its link" has "$box/out" version=25.0.1
rm "$box/path/java"
bare JAVA_HOME="$box/odd" "$script" > "$box/out" 2>/dev/null
expect "a java without a release file is asked for its version" has "$box/out" version=odd

# These look only where the tests say, not in the folders of this machine.
elsewhere() { sed 's|/usr/lib/jvm/|/nowhere/|; s|/opt/j|/nowhere/j|g; s|/Library/|/nowhere/|' "$1" > "$2" && chmod +x "$2"; }
elsewhere "$script" "$box/the servex/bin/elsewhere"
bare JAVA_HOME="$box/java 17" HOME="$box/user" "$box/the servex/bin/elsewhere" > "$box/out"
expect "a java of sdkman is found" has "$box/out" version=25.0.2
set +e; bare JAVA_HOME="$box/java 17" "$box/the servex/bin/elsewhere" > "$box/out" 2>&1; code=$?; set -e
expect "no java: one sentence" test "$code $(cat "$box/out")" = \
  "78 servex: needs Java 25 or newer (expected: SERVEX_JAVA_HOME or JAVA_HOME names it)"

mkdir "$box/links"
ln -s "../the servex/bin/servex" "$box/links/relative"
ln -s "$box/links/relative" "$box/links/absolute"
(cd / && bare JAVA_HOME="$box/java 25" SERVEX_JAVA_OPTS='-Done=1 -Dtwo=*' "$box/links/absolute" run --config 'a file.yaml' '*' > "$box/out")
expect "links and blanks in paths, options and arguments arrive as they are" has "$box/out" \
  "[@$box/the servex/conf/jvm.options]" "[$box/the servex/lib]" '[-Done=1]' '[-Dtwo=*]' '[run]' '[a file.yaml]' '[*]'
env SERVEX_AOT=off JAVA_HOME="$box/java 25" "$script" > "$box/out" &
started=$!
wait $started
expect "the JVM takes the place of the script, so that signals reach it" has "$box/out" "pid=$started "

elsewhere mvnw "$box/mvnw"
printf '#!/bin/sh\n[ "$2" = --version ] && echo "Apache Maven 3.9.9" && exit\necho "mvn JAVA_HOME=$JAVA_HOME" "$@"\n' > "$box/path/mvn"
chmod +x "$box/path/mvn"
ln -s "$box/java 17/bin/java" "$box/path/java"
bare HOME="$box/user" "$box/mvnw" -q verify > "$box/out"
expect "mvnw: where the default is 17, a 25 beside it is taken" has "$box/out" \
  "mvn JAVA_HOME=$box/user/.sdkman/candidates/java/25.0.2-tem -q verify"
set +e; bare HOME="$box" "$box/mvnw" verify > "$box/out" 2>&1; code=$?; set -e
expect "mvnw: no JDK: one sentence" test "$code $(cat "$box/out")" = \
  "1 mvnw: needs a JDK 25 or newer, and found none (expected: JAVA_HOME names one)"
rm -r "$box"
