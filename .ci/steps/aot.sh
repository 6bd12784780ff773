# The AOT cache: made by the first start, once, and of no harm when it is of no use.
cat > "$work/aot.yaml" <<'YAML'
server:
  http: "127.0.0.1:0"
YAML
box="$work/aot box"
mkdir "$box"
cp -a "$home" "$box/servex"
start() { # LOG [VARIABLE=VALUE…]: leaves the process in started once it listens
  local log=$1
  shift
  env XDG_CACHE_HOME="$box/xdg" "$@" "$box/servex/bin/servex" --config "$work/aot.yaml" > "$log" 2>&1 &
  started=$!
  pids+=($started)
  for _ in $(seq 200); do grep -q '"servex started"' "$log" && return; sleep 0.1; done
  cat "$log" >&2
  fail "no start"
}
stop() { kill "$1"; wait "$1" || fail "a gateway exits with $?"; }
# A class of ours out of the cache says that the cache is in use.
uses_cache() { grep -q 'io.servex.server.Main source: shared objects file' "$1"; }

start "$work/first.log"; first=$started
start "$work/second.log"; second=$started
for _ in $(seq 90); do ls "$box"/servex/cache/*.aot >/dev/null 2>&1 && break; sleep 0.5; done
sleep 1
stop "$first"; stop "$second"
expect "two first starts at once leave one cache and nothing else" \
  test "$(ls "$box/servex/cache" | wc -l) $(ls "$box"/servex/cache/*.aot | wc -l)" = "1 1"
start "$work/third.log" SERVEX_JAVA_OPTS="-Xlog:class+load"; stop "$started"
expect "the next start uses it" uses_cache "$work/third.log"
start "$work/off.log" SERVEX_JAVA_OPTS="-Xlog:class+load" SERVEX_AOT=off; stop "$started"
if uses_cache "$work/off.log"; then fail "SERVEX_AOT=off uses the cache"; fi
pass "SERVEX_AOT=off does not"

# What a start says: its log lines, as JSON, and nothing of the JVM's.
quiet() { if grep -v '^{' "$1"; then return 1; fi; }
for cache in "$box"/servex/cache/*.aot; do head -c 100000 "$cache" > "$cache.cut" && mv "$cache.cut" "$cache"; done
start "$work/cut.log"; stop "$started"
expect "half a cache is passed over in silence" quiet "$work/cut.log"
touch "$box"/servex/lib/servex-api-*.jar
rm -r "$box/servex/cache"
expect "servex aot makes one at once" "$box/servex/bin/servex" aot
start "$work/other.log" SERVEX_JAVA_OPTS="-XX:-UseCompactObjectHeaders"; stop "$started"
expect "a cache that does not fit the flags is passed over in silence" quiet "$work/other.log"

if [ "$(id -u)" != 0 ] || command -v setpriv >/dev/null 2>&1; then
  rm -r "$box/servex/cache"
  chmod -R a-w "$box/servex"
  chmod a+rx "$work" "$box"
  mkdir "$box/xdg" && chmod 777 "$box/xdg"
  as_user=()
  [ "$(id -u)" = 0 ] && as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  "${as_user[@]}" env XDG_CACHE_HOME="$box/xdg" "$box/servex/bin/servex" aot
  expect "where the folder cannot be written, the cache is in the user's" test "$(ls "$box"/xdg/servex/*.aot | wc -l)" = 1
  chmod -R u+w "$box"
fi
rm -r "$box"
