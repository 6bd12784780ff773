# What the jars of the tarball use of each other, as jdeps reads it in their bytecode.
java_home=$(SERVEX_AOT=off SERVEX_JAVA_OPTS=-XshowSettings:properties "$home/bin/servex" version 2>&1 | sed -n 's/^ *java\.home = //p')
"$java_home/bin/jdeps" --multi-release 25 --module-path "$home/lib" -s "$home"/lib/servex-*.jar \
  | grep '^io\.servex\.' > "$work/edges"
strangers() { ! grep -E -- "$1" "$work/edges" | grep -vE -- " -> ($2)\$"; }
expect "the api uses the JDK alone" strangers '^io\.servex\.api ' 'java\..*'
expect "the strategies use the api alone" strangers '^io\.servex\.lb ' 'java\..*|io\.servex\.api'
expect "the data plane uses the api, Netty, RE2/J and the logging facade" strangers '^io\.servex\.core ' \
  '(java|jdk)\..*|io\.servex\.api|io\.netty\..*|re2j|org\.slf4j'
expect "the checks use the api and Netty" strangers '^io\.servex\.health ' '(java|jdk)\..*|io\.servex\.api|io\.netty\..*|org\.slf4j'
expect "the dump uses the api" strangers '^io\.servex\.dump ' '(java|jdk)\..*|io\.servex\.api|org\.slf4j'
expect "no jar uses the server, and no class is missing" test -z "$(grep -E -- '-> (io\.servex\.server|not found)$' "$work/edges")"
