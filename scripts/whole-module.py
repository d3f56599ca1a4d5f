#!/usr/bin/env python3
"""Checks `nines` as an optimized build does: all of its files at once.

A build for debugging takes the files in batches, and lets through what a file sees only because another one in its
batch imports it. `make run` would then be the first to fail. This reads the arguments that the last such build was made
with, and takes seconds where an optimized build takes minutes.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

root = Path(__file__).parent.parent
plan = (root / ".build/debug.yaml").read_text()
command = re.search(r'"C\.nines-[^"]*-debug\.module":\n(?:    .*\n)*?    args: (\[.*\])\n', plan)
if not command:
    sys.exit("whole-module: .build/debug.yaml has no command that compiles nines (swift build --build-tests writes it)")

# What a check has no use for, with how many values follow.
dropped = {
    "-emit-dependencies": 0, "-emit-module": 0, "-emit-module-path": 1, "-output-file-map": 1, "-incremental": 0,
    "-c": 0, "-enable-batch-mode": 0, "-serialize-diagnostics": 0, "-index-store-path": 1, "-parseable-output": 0,
}
compiler, *arguments = json.loads(command.group(1))
kept = []
values = iter(arguments)
for argument in values:
    if argument not in dropped:
        kept.append(argument)
    for _ in range(dropped.get(argument, 0)):
        next(values)
sys.exit(subprocess.run([compiler, "-typecheck", "-whole-module-optimization", *kept], cwd=root).returncode)
