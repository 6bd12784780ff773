# What is in the tarball, and that a second build makes the same bytes.
tarball=$(ls "$root"/servex-server/target/servex-*.tar.gz)
home=$work/servex
mkdir "$home"
tar -xzf "$tarball" -C "$home" --strip-components 1
expect "the tarball holds what it should, and the SBOM names it" python3 .ci/steps/tarball.py "$tarball"

# Another folder, another umask.
copy="$work/a copy"
mkdir "$copy"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy"
again() { (umask 077 && cd "$copy" && ./mvnw -B -ntp -q package -Dmaven.test.skip=true); }
expect "the tarball is built again" again
expect "both have the same bytes" cmp "$tarball" "$copy"/servex-server/target/servex-*.tar.gz
rm -rf "$copy"
