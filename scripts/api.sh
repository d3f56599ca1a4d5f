#!/usr/bin/env bash
# Compares the libraries' public API with that of the commit in scripts/api-baseline. A break that is intended is named
# in CHANGELOG.md, under "### Upgrading" of "## Unreleased", before and after; any other break fails. Names that begin
# with an underscore are machinery for inlining, and no API.
set -euo pipefail
cd "$(dirname "$0")/.."
baseline=$(<scripts/api-baseline)
git cat-file -e "$baseline^{commit}" 2>/dev/null \
  || { echo "api: this clone lacks the commit $baseline of scripts/api-baseline: git fetch --unshallow" >&2 && exit 2; }

# SwiftPM compares a package with a commit of the repository that it is the root of. So the package of the libraries
# alone becomes a repository: its files are links to these, and its one commit has the sources of the baseline.
work=.build/api
mkdir -p "$work"
git init --quiet "$work"
realpath "$(git rev-parse --git-path objects)" >"$work/.git/objects/info/alternates"
{
  cat Sanitizers/Package.swift
  echo 'package.targets.removeAll { $0.path?.hasPrefix("Sources/") != true }'
} >"$work/Package.swift"
ln --symbolic --force --no-dereference ../../Sources "$work/Sources"
export GIT_AUTHOR_NAME=api GIT_AUTHOR_EMAIL=api GIT_COMMITTER_NAME=api GIT_COMMITTER_EMAIL=api
export GIT_AUTHOR_DATE='2000-01-01T00:00:00Z' GIT_COMMITTER_DATE='2000-01-01T00:00:00Z'
cd "$work"
manifest=$(git hash-object -w Package.swift)
# The same sources make the same commit, whose API is read once.
tree=$(
  {
    printf '100644 blob %s\tPackage.swift\n' "$manifest"
    printf '040000 tree %s\tSources\n' "$(git rev-parse "$baseline:Sources")"
  } | git mktree
)
commit=$(git commit-tree "$tree" -m "$baseline")
git update-ref refs/heads/main "$commit"

report=$(mktemp)
trap 'rm -f "$report"' EXIT
status=0
swift package diagnose-api-breaking-changes "$commit" >"$report" 2>&1 || status=$?
if ((status != 0)) && ! grep -q 'API breakage' "$report"; then
  cat "$report" >&2
  echo "api: the comparison with $baseline failed" >&2
  exit 1
fi
python3 - "$report" ../../CHANGELOG.md "$baseline" <<'PYTHON'
import functools
import re
import subprocess
import sys

report, changelog, baseline = sys.argv[1:]


def declarations(pattern):
    """The baseline's lines with such a declaration, each with the two that follow."""
    command = ["git", "grep", "-hE", "-A2", pattern, baseline, "--", "Sources"]
    return subprocess.run(command, capture_output=True, text=True).stdout


@functools.cache
def is_type_of_package(name):
    """The comparison knows types and members that are `package` only, too."""
    found = re.findall(rf".*\b(?:struct|class|enum|protocol|actor|typealias) {name}\b", declarations(rf"\b{name}\b"))
    return bool(found) and not any(re.search(r"\b(public|open)\b", line) for line in found)


@functools.cache
def is_member_of_package(name, label):
    declaration = rf"package [a-z ]*(func )?{name}\b[^(]*\(\s*{label}\b"
    return bool(re.search(declaration, declarations(rf"package .*\b{name}\b")))


text = open(changelog, encoding="utf-8").read()
unreleased = re.search(r"^## Unreleased\n(.*?)(?=^## |\Z)", text, re.M | re.S)
upgrading = re.search(r"^### Upgrading\n(.*?)(?=^### |\Z)", unreleased[1], re.M | re.S) if unreleased else None
notes = re.split(r"^- ", upgrading[1], flags=re.M)[1:] if upgrading else []
notes = [set(re.findall(r"\w+", note)) for note in notes]

breaks = [line.split("API breakage: ", 1)[1].strip() for line in open(report, encoding="utf-8") if "API breakage: " in line]
unnamed = []
for line in breaks:
    # "func Registry.counter(_:help:) has been removed": the kind, then the symbol.
    symbol = re.sub(r"\(.*", "", line.split(" ")[1]) if " " in line else line
    words = [word for word in re.findall(r"\w+", symbol) if word not in ("init", "Get", "Set")]
    if any(word.startswith("_") for word in words) or is_type_of_package(words[0]):
        continue
    member = re.search(r"(\w+)\((\w+):", line.split(" ")[1])
    if member and is_member_of_package(*member.groups()):
        continue
    # Of an enumeration that became a struct, the type is named, and not each case.
    if line.startswith("enumelement "):
        words = words[:-1]
    if not any(set(words) <= note for note in notes):
        unnamed.append(line)
for line in unnamed:
    print(f"api: {line}", file=sys.stderr)
if unnamed:
    print(
        f"api: {len(unnamed)} of {len(breaks)} breaks since {baseline} are not named in CHANGELOG.md under \"### Upgrading\": "
        "each needs a line there with the symbol, before and after",
        file=sys.stderr,
    )
    sys.exit(1)
print(f"api: {len(breaks)} breaks since {baseline}" + (", all of them named in CHANGELOG.md" if breaks else ""))
PYTHON
