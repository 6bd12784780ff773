"""tarball.py TARBALL: fails when the tarball holds anything unexpected."""
import collections
import json
import re
import sys
import tarfile

problems = []


def check(condition, problem):
    if not condition:
        problems.append(problem)


def named(sbom, versions):
    """The names that the jars of an SBOM have in the tarball."""
    names = set()
    for component in sbom.get("components", []) + [sbom["metadata"]["component"]]:
        classifier = re.search(r"classifier=([^&]+)", component["purl"])
        parts = [component["name"]] + ([component["version"]] if versions else []) + ([classifier[1]] if classifier else [])
        names.add("-".join(parts) + ".jar")
    return names


with tarfile.open(sys.argv[1]) as tar:
    members = {m.name.split("/", 1)[1].rstrip("/"): m for m in tar.getmembers() if "/" in m.name}
    sboms = {name: json.load(tar.extractfile(m)) for name, m in members.items() if re.fullmatch(r"docs/sbom(/.*)?\.json", name)}

top = {name.split("/")[0] for name in members}
check(top == {"bin", "lib", "plugins", "conf", "docs", "sdk", "LICENSE", "README.md", "CHANGELOG.md"}, f"top level: {sorted(top)}")
check(len({m.mtime for m in members.values()}) == 1, "the times differ")
check({(m.uid, m.gid) for m in members.values()} == {(0, 0)}, "an owner other than 0:0")
for name, member in members.items():
    mode = 0o755 if member.isdir() or name.startswith("bin/") else 0o644
    check(member.mode & 0o7777 == mode, f"{name}: mode {member.mode & 0o7777:o} (expected: {mode:o})")

jars = {name.removeprefix("lib/") for name in members if re.fullmatch(r"lib/.*\.jar", name)}
known = {"lib/" + jar for jar in named(sboms["docs/sbom.json"], True)}
for name, sbom in sboms.items():
    check("serialNumber" not in sbom and "timestamp" not in sbom["metadata"], f"{name} is another one each time")
    plugin = name.removeprefix("docs/sbom/").removesuffix(".json")
    if name == "docs/sbom.json":
        continue
    if plugin == "servex-testkit":
        known |= {"sdk/" + jar for jar in named(sbom, True) if not jar.startswith("servex-api-")}
    else:
        known |= {f"plugins/{plugin}/{jar}" for jar in named(sbom, False)}
every = {name for name in members if name.endswith(".jar")}
check(every == known, f"the jars and the SBOMs differ: {sorted(every ^ known)}")

versions = collections.Counter(re.sub(r"-\d[^-]*(-jre|-SNAPSHOT)?(?=(-linux.*)?\.jar$)", "", jar) for jar in jars)
check(all(count == 1 for count in versions.values()), f"twice: {[jar for jar, count in versions.items() if count > 1]}")
for unwanted in ("listenablefuture", "j2objc", "error_prone", "jspecify", "junit", "osx", "windows"):
    check(not any(unwanted in jar for jar in jars), f"unwanted: {unwanted}")
for what, most in ("the gateway", 20_000_000), ("sdk/", 3_000_000):
    size = sum(m.size for name, m in members.items() if name.startswith("sdk/") == (what == "sdk/"))
    check(size < most, f"{what}: {size} bytes (expected: less than {most})")

print("\n".join(problems))
sys.exit(1 if problems else 0)
