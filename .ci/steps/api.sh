# What plugins rely on is what it was in the last release; and the comparison finds what it should, in a copy with a
# release that is made up.
expect "the api has what the last release had" .ci/api-changes

release="$work/release"
mkdir "$release"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$release"
types=$release/servex-api/src/main/java/io/servex/api
# number VERSION: makes the copy this version.
number() { find "$release" -name pom.xml -exec sed -i -E "0,/<version>[0-9.]+(-SNAPSHOT)?</s//<version>$1</" {} +; }
# more TYPE METHOD: adds a method to an interface of the copy.
more() { sed -i "s/^}/  \/** Made up. *\/\n  $2;\n}/" "$types/$1.java"; }
compares() { (cd "$release" && .ci/api-changes "$@"); }
# finds TEXT [OLD.jar]: passes when the comparison fails, and has this in what it says.
finds() {
  local text=$1
  shift
  ! compares "$@" > "$work/changes" 2>&1 && grep -F "$text" "$work/changes"
}

number 1.2.0
cp "$types/exchange/ExchangeListener.java" "$work/listener"
sed -i 's/^}/  \/** Made up. *\/\n  default void told() {}\n}/' "$types/exchange/ExchangeListener.java"
(cd "$release" && git init -q && git add -A && git -c user.name=ci -c user.email=ci@localhost commit -qm "the release" && git tag v1.2.0 && git tag v1.9.0-rc1)
cp "$work/listener" "$types/exchange/ExchangeListener.java"
number 1.3.0
expect "a method that the last release had is missed" finds "ExchangeListener.told():METHOD_REMOVED"
cp "$release/servex-api/target/servex-api-1.3.0.jar" "$work/before.jar"
more plugin/PluginContext "void offered()"
sed -i 's/^}/  \/** Made up. *\/\n  default void told() {}\n}/' "$types/exchange/ExchangeListener.java"
expect "what is added is no loss" compares "$work/before.jar"
more exchange/ExchangeListener "void demanded()"
expect "a method that plugins do not have is one" finds "ExchangeListener.demanded():METHOD_ADDED_TO_INTERFACE" "$work/before.jar"
number 2.0.0
expect "another major version may ask for it" compares "$work/before.jar"
rm -rf "$release"
