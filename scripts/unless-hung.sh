#!/usr/bin/env bash
# Runs a command, and ends it when it has printed nothing for half an hour. Tests print when they begin and when they
# end, so that is a test that hangs; one that is slow may go on. Says where the threads stood, where there is a gdb.
# Usage: unless-hung.sh COMMAND...
set -uo pipefail
# Above the longest time limit of a single test in `make test`, which is 20 minutes.
silence=${NINES_SILENCE:-1800}
log=$(mktemp)
# The command gets a process group of its own, and is ended with what it started.
set -m
{ "$@" 2>&1 | tee "$log"; exit "${PIPESTATUS[0]}"; } &
group=$!
trap 'kill -TERM -- "-$group" 2>/dev/null; rm -f "$log"' EXIT
trap 'exit 130' INT TERM

# The places in Swift sources at which the threads of a test process are, the innermost first.
stacks() {
  local process places
  for process in $(pgrep -g "$group"); do
    places=$(timeout 120 gdb -p "$process" -batch -ex 'thread apply all bt 40' 2>/dev/null \
      | grep -aoE '^Thread [0-9]+|[A-Za-z0-9+]+\.swift:[0-9]+$' \
      | awk '/^Thread/ { if (line) print line; line = ""; next } { line = line " " $0 } END { if (line) print line }' \
      | cut -c1-160 | sort | uniq -c | head -12)
    [[ -z $places ]] || printf 'unless-hung: threads of %s, process %d:\n%s\n' "$(ps -o comm= "$process")" "$process" "$places"
  done
}

while kill -0 "$group" 2>/dev/null; do
  if (($(date +%s) - $(stat --format=%Y "$log") > silence)); then
    if command -v gdb >/dev/null; then stacks >&2; fi
    echo "unless-hung: nothing printed for $silence s, so a test hangs (one of the last above): $*" >&2
    kill -TERM -- "-$group"
    sleep 10
    kill -KILL -- "-$group" 2>/dev/null
    exit 1
  fi
  sleep 1
done
wait "$group"
