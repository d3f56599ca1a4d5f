"""What `swift format` does not look at: comments are at most 120 columns wide, and the names of tests are sentences in
backticks. Prints each line that is not so and exits 1 if there is one; with --fix it mends them instead."""

import re
import subprocess
import sys

COLUMNS = 120
COMMENT = re.compile(r"^(\s*)(///?|#|\*)( )(.*)$")
# A test is a function below `@Test`, whose arguments may take many lines.
FUNCTION = re.compile(r"\bfunc\s+(`[^`]+`|\w+)")
WORD = re.compile(r"NaN|UTF8|Open(?:SLO|Metrics)|PromQL|[A-Z]{2,}s?(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+")
NAMES = {
    "prometheus": "Prometheus", "grafana": "Grafana", "nan": "NaN", "slo": "SLO", "slos": "SLOs", "UTF8": "UTF-8",
    "registrys": "registry's", "readmes": "README's",
}


def files(*patterns):
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], capture_output=True, check=True, text=True)
    return [name for name in listed.stdout.split("\0") if name]


def is_wide(line):
    # An address cannot be broken.
    return len(line) > COLUMNS and bool(COMMENT.match(line)) and len(line.split()) > 2


def wide_comments(lines):
    for number, line in enumerate(lines):
        if is_wide(line):
            yield number, f"a comment of {len(line)} columns: at most {COLUMNS}"


def narrow(lines):
    """Moves the last words of a wide comment to the next line, if that goes on with the paragraph, or to a new one.
    Snippets and tables keep their lines: where those are wide, somebody has to think."""
    number = 0
    is_snippet = False
    while number < len(lines):
        line = lines[number]
        number += 1
        text = COMMENT.match(line)
        is_snippet = bool(text) and is_snippet != text[4].startswith("```")
        if not is_wide(line) or is_snippet or text[4].startswith("|"):
            continue
        indentation, mark, _, text = COMMENT.match(line).groups()
        item = re.match(r"\s*(?:- |\d+\. )?", text)[0]
        head = f"{indentation}{mark} {' ' * len(item)}"
        cut = line.rfind(" ", 0, COLUMNS + 1)
        # Code stays on one line where that leaves most of it full.
        if line[:cut].count("`") % 2 and line.rfind(" ", 0, line[:cut].rfind("`")) > 80:
            cut = line.rfind(" ", 0, line[:cut].rfind("`"))
        rest = line[cut:].strip()
        lines[number - 1] = line[:cut].rstrip()
        following = lines[number] if number < len(lines) else ""
        if following.startswith(head) and re.match(r"[^\s\-|#`]", following[len(head) :]):
            lines[number] = f"{head}{rest} {following[len(head):]}"
        else:
            lines.insert(number, head + rest)


def tests(lines):
    """The lines with the names of tests that are no sentences, and those names."""
    is_test = False
    for number, line in enumerate(lines):
        is_test = is_test or line.lstrip().startswith("@Test")
        function = FUNCTION.search(line) if is_test else None
        if function:
            is_test = False
            if not function[1].startswith("`"):
                yield number, function[1]


def sentence(name):
    keeps = re.compile("[A-Z]{2}|NaN|PromQL|Open[SM]")
    words = [word if keeps.search(word) else word.lower() for word in WORD.findall(name)]
    return " ".join(NAMES.get(word, word) for word in words)


def rename(lines):
    for number, name in tests(lines):
        lines[number] = re.sub(rf"\bfunc\s+{name}\b", f"func `{sentence(name)}`", lines[number])


def complaints(name, lines):
    for number, complaint in wide_comments(lines):
        yield f"{name}:{number + 1}: {complaint}"
    if name.startswith("Tests/"):
        for number, test in tests(lines):
            yield f"{name}:{number + 1}: {test}: the name of a test is a sentence in backticks"


def main(mends):
    found = []
    for name in files("*.swift", "*.c", "*.h", "*.cc", "*.go", "*.rs", "*.sh", "*.py"):
        with open(name, encoding="utf-8") as file:
            lines = file.read().split("\n")
        before = list(lines)
        if mends:
            narrow(lines)
            if name.startswith("Tests/"):
                rename(lines)
        if lines != before:
            with open(name, "w", encoding="utf-8") as file:
                file.write("\n".join(lines))
        found += complaints(name, lines)
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(mends=sys.argv[1:] == ["--fix"]))
