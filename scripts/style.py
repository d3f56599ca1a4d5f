"""What `swift format` does not look at: comments are at most 120 columns wide, and the names of tests are sentences in
backticks. Prints each line that is not so; exits 1 if there is one."""

import re
import subprocess
import sys

COLUMNS = 120
COMMENT = re.compile(r"^\s*(///?|#|\*|--)(\s|$)")
# A test is a function below `@Test`, whose arguments may take many lines.
FUNCTION = re.compile(r"\bfunc\s+(`[^`]+`|\w+)")


def files(*patterns):
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], capture_output=True, check=True, text=True)
    return [name for name in listed.stdout.split("\0") if name]


def lines(name):
    with open(name, encoding="utf-8") as file:
        return file.read().split("\n")


def wide_comments():
    for name in files("*.swift", "*.c", "*.h", "*.cc", "*.go", "*.rs", "*.sh", "*.py"):
        for number, line in enumerate(lines(name), 1):
            # An address cannot be broken.
            if len(line) > COLUMNS and COMMENT.match(line) and len(line.split()) > 2:
                yield f"{name}:{number}: a comment of {len(line)} columns: at most {COLUMNS}"


def test_names():
    for name in files("Tests/*.swift"):
        is_test = False
        for number, line in enumerate(lines(name), 1):
            is_test = is_test or line.lstrip().startswith("@Test")
            function = FUNCTION.search(line) if is_test else None
            if function:
                is_test = False
                if not function[1].startswith("`"):
                    yield f"{name}:{number}: {function[1]}: the name of a test is a sentence in backticks"


if __name__ == "__main__":
    checks = {"comments": wide_comments, "tests": test_names}
    found = [complaint for check in (sys.argv[1:] or checks) for complaint in checks[check]()]
    print("\n".join(found), file=sys.stderr)
    sys.exit(1 if found else 0)
