#!/usr/bin/env bash
# Runs a command, and ends it when it has printed nothing for half an hour. Tests print when they begin and when they
# end, so that is a test that hangs; one that is slow may go on. Usage: unless-hung.sh COMMAND...
set -uo pipefail
# Above the longest time limit of a single test in `make test`, which is 20 minutes.
silence=1800
log=$(mktemp)
# The command gets a process group of its own, and is ended with what it started.
set -m
{ "$@" 2>&1 | tee "$log"; exit "${PIPESTATUS[0]}"; } &
group=$!
trap 'kill -TERM -- "-$group" 2>/dev/null; rm -f "$log"' EXIT
trap 'exit 130' INT TERM
while kill -0 "$group" 2>/dev/null; do
  if (($(date +%s) - $(stat --format=%Y "$log") > silence)); then
    echo "unless-hung: nothing printed for $silence s, so a test hangs (the last one named above): $*" >&2
    kill -TERM -- "-$group"
    sleep 10
    kill -KILL -- "-$group" 2>/dev/null
    exit 1
  fi
  sleep 1
done
wait "$group"
