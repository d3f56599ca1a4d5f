"""Compiles every Swift snippet of the README, the pages under docs/, the DocC catalogues and the documentation comments
of the libraries, against the modules of a debug build:

    python3 scripts/snippets/check.py

The snippets of one page follow each other in one function; those of a documentation comment each have their own. What a
snippet takes for granted, such as a request, is declared in context.txt beside this script.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = ROOT / ".build/debug/Modules"
LIBRARIES = ["NinesMetrics", "NinesExposition", "NinesSLO", "NinesSLOTools"]
FENCE = re.compile(r"^(\s*)```(\S*)\s*$")
# Such declarations cannot stand in a function.
AT_FILE_SCOPE = re.compile(r"^(extension|@main|@Suite|@Test|protocol)\b", re.MULTILINE)


class Block:
    """The lines of one snippet, and the number of the first one in its file."""

    def __init__(self, line, lines):
        self.line = line
        self.lines = lines

    @property
    def imports(self):
        return [line for line in self.lines if line.startswith("import ")]

    @property
    def body(self):
        return [("" if line.startswith("import ") else line) for line in self.lines]

    @property
    def is_at_file_scope(self):
        return bool(AT_FILE_SCOPE.search("\n".join(self.lines)))


def blocks(lines):
    """The Swift snippets among `lines`, which are pairs of line number and text."""
    found, current, indentation, is_swift = [], None, 0, False
    for number, line in lines:
        fence = FENCE.match(line)
        if fence and current is None:
            current, indentation, is_swift = Block(number + 1, []), len(fence.group(1)), fence.group(2) == "swift"
        elif fence:
            if is_swift:
                found.append(current)
            current = None
        elif current is not None:
            current.lines.append(line[indentation:].rstrip())
    return found


def units():
    """Pairs of a file and snippets that share a scope."""
    pages = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("Sources/*/*.docc/**/*.md"))]
    for page in pages:
        found = blocks(enumerate(page.read_text().splitlines(), 1))
        if found:
            yield page, found
    for module in ["Metrics", "Exposition", "SLO", "SLOTools", "MetricsBridge"]:
        for source in sorted(ROOT.glob(f"Sources/{module}/**/*.swift")):
            comment = re.compile(r"^\s*/// ?")
            lines = [(number, comment.sub("", line)) for number, line in enumerate(source.read_text().splitlines(), 1)
                     if comment.match(line)]
            for block in blocks(lines):
                yield source, [block]


def contexts():
    """By file, the modules that its snippets import, and the parameters that their function has."""
    found = {}
    for line in (ROOT / "scripts/snippets/context.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            file, modules, parameters = (part.strip() for part in line.split("|"))
            found[file] = modules.split(), parameters
    return found


def program(file, snippets, modules, parameters):
    """One source file whose lines are reported as those of `file`."""
    imports = sorted({f"import {name}" for name in LIBRARIES + modules}
                     | {line for block in snippets for line in block.imports})
    located = lambda block: [f'#sourceLocation(file: "{file}", line: {block.line})', *block.body, "#sourceLocation()"]
    text = list(imports)
    for block in snippets:
        if block.is_at_file_scope:
            text += located(block)
    text.append(f"func snippets({parameters}) async throws {{")
    for block in snippets:
        if not block.is_at_file_scope:
            text += located(block)
    text.append("}")
    return "\n".join(text) + "\n"


def compiler():
    maps = [*ROOT.glob(".build/debug/[C_]*.build/module.modulemap"),
            *ROOT.glob(".build/checkouts/*/Sources/**/include/module.modulemap"),
            *ROOT.glob("Sources/*/include/module.modulemap")]
    flags = [flag for path in maps for flag in ("-Xcc", f"-fmodule-map-file={path}")]
    return ["swiftc", "-typecheck", "-swift-version", "6", "-parse-as-library", "-suppress-warnings", "-I", str(MODULES),
            *flags]


def main():
    context, command, count, failed = contexts(), compiler(), 0, False
    with tempfile.TemporaryDirectory() as directory:
        for file, snippets in units():
            name = str(file.relative_to(ROOT))
            modules, parameters = context.get(name, ([], ""))
            parameters = ", ".join(filter(None, ["registry: Registry", parameters]))
            source = pathlib.Path(directory) / "snippets.swift"
            source.write_text(program(name, snippets, modules, parameters))
            result = subprocess.run([*command, str(source)], capture_output=True, text=True, cwd=ROOT)
            count += len(snippets)
            if result.returncode:
                failed = True
                print(result.stderr, file=sys.stderr)
    print(f"snippets: {count} compiled" if not failed else "snippets: some do not compile")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
