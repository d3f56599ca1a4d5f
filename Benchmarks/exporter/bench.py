#!/usr/bin/env python3
"""Measures `nines serve` beside blackbox_exporter on one nginx: `bench.py NINES [--rounds N] [--part NAME]...`.

CPU is the kernel's count for the whole process, so it holds everything: timers, sockets, verdicts, counting.
"""

import argparse
import re
import statistics
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from clients import Clients
from programs import blackbox, nginx, nines

SECONDS = 15


def page(port: int, path: str = "/metrics") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return answer.read().decode()


def total(text: str, name: str, label: str = "") -> float:
    """The sum of a family's samples with that label."""
    return sum(
        float(line.rsplit(" ", 1)[1])
        for line in text.splitlines()
        if line.startswith((name + "{", name + " ")) and label in line
    )


def share(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def until_probed(port: int, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=5).read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("nines is not ready")


# CPU of a probe.


def nines_cpu(binary: str, folder: Path, server: int, rate: int) -> float:
    program, port = nines(binary, folder, server, rate * 10, 10)
    with program:
        until_probed(port)
        time.sleep(11)
        # Outside of what is measured, as is what a scrape costs.
        probes = total(page(port), "nines_probes_total")
        time.sleep(1)
        start, begun = program.cpu, time.monotonic()
        time.sleep(SECONDS)
        used, elapsed = program.cpu - start, time.monotonic() - begun
        text = page(port)
        made = total(text, "nines_probes_total") - probes
        failed = total(text, "nines_probes_total", 'outcome="failure"')
        if failed or made < rate * elapsed * 0.98:
            raise SystemExit(f"nines: {made:.0f} probes in {elapsed:.1f} s, {failed:.0f} failed")
        return used / (rate * elapsed) * 1000


def blackbox_cpu(folder: Path, server: int, rate: int) -> float:
    program, port = blackbox(folder)
    path = f"/probe?module=page&target=http://127.0.0.1:{server}/"
    with program:
        with Clients(port, lambda turn: path + str(turn % (rate * 10)), rate, 8) as clients:
            time.sleep(3)
            start, begun, asked = program.cpu, time.monotonic(), len(clients.times)
            time.sleep(SECONDS)
            used, elapsed, answered = program.cpu - start, time.monotonic() - begun, len(clients.times) - asked
        if clients.failures or answered < rate * elapsed * 0.98:
            raise SystemExit(f"blackbox: {answered} answers in {elapsed:.1f} s, {clients.failures} failed")
        return used / answered * 1000


def cpu(binary: str, folder: Path, server: int, rounds: int) -> None:
    print("\nCPU seconds per 1,000 probes, medians\n")
    print("| probes a second | nines | blackbox_exporter | nines / blackbox, round by round | bar |\n|---|---|---|---|---|")
    for rate, bar in [(500, 0.6), (100, 0.8)]:
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(nines_cpu(binary, folder, server, rate))
            theirs.append(blackbox_cpu(folder, server, rate))
        ratio = statistics.median(a / b for a, b in zip(ours, theirs))
        print(
            f"| {rate} | {statistics.median(ours):.3f} | {statistics.median(theirs):.3f} | {ratio:.2f} | {bar} |",
            flush=True,
        )


# Punctuality, memory and pages of 5,000 targets.


def delays(before: str, after: str) -> str:
    """The 99th percentile of the start delays between two pages, as the bucket that holds it."""
    pattern = r'(?m)^nines_probe_start_delay_seconds_bucket\{le="([^"]+)"\} (\S+)$'
    first, last = dict(re.findall(pattern, before)), dict(re.findall(pattern, after))
    counts = [(float(bound), float(last[bound]) - float(first[bound])) for bound in last]
    whole = max(count for _, count in counts)
    bound = min(bound for bound, count in counts if count >= 0.99 * whole)
    below = max((count for limit, count in counts if limit < bound), default=0)
    return f"at most {bound * 1000:g} ms ({100 * below / whole:.2f} % below that bucket) of {whole:.0f}"


def reload(port: int, config: Path, stop: threading.Event, answers: list[float]) -> None:
    text = config.read_text()
    turn = 0
    while not stop.wait(1):
        turn += 1
        config.write_text(text.replace("name: t0,", f"name: t0, labels: {{turn: 'n{turn}'}},"))
        began = time.monotonic()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/-/reload", method="POST")
        urllib.request.urlopen(request, timeout=60).read()
        answers.append(time.monotonic() - began)


def many(binary: str, folder: Path, server: int) -> None:
    sizes = {}
    for targets in (1000, 5000):
        program, port = nines(binary, folder, server, targets, 10)
        with program:
            until_probed(port)
            time.sleep(25)
            sizes[targets] = program.anonymous_bytes
            if targets == 1000:
                continue
            before = page(port)
            time.sleep(30)
            print(f"\n5,000 targets every 10 s\n\n- start delay, nothing else: p99 {delays(before, page(port))}", flush=True)
            measured_pages(program, port)
            before, stop, answers = page(port), threading.Event(), []
            reloading = threading.Thread(target=reload, args=(port, folder / "nines.yml", stop, answers))
            reloading.start()
            with Clients(port, "/metrics", 2, 2) as scrapers, Clients(port, "/", 10, 10) as readers:
                time.sleep(30)
            stop.set()
            reloading.join()
            print(
                f"- start delay with two scrapers, ten readers of the overview, each once a second, and a reload a second: "
                f"p99 {delays(before, page(port))}; scrapes {statistics.median(scrapers.times) * 1000:.0f} ms, overview "
                f"{statistics.median(readers.times) * 1000:.0f} ms, {len(answers)} reloads in "
                f"{statistics.median(answers) * 1000:.0f} ms each; {scrapers.failures + readers.failures} failed",
                flush=True,
            )
    print(
        f"- memory: {sizes[1000] / 1e6:.1f} MB with 1,000 targets, {sizes[5000] / 1e6:.1f} MB with 5,000: "
        f"{(sizes[5000] - sizes[1000]) / 4000 / 1000:.1f} kB per target"
    )


def measured_pages(program, port: int) -> None:
    """What a scrape and a page cost beside the probes, whose own cost is taken off."""
    begun, start = time.monotonic(), program.cpu
    time.sleep(10)
    idle = (program.cpu - start) / (time.monotonic() - begun)
    for name, path, pause in [("scrape", "/metrics", 0.5), ("overview", "/", 1.1)]:
        times, begun, start = [], time.monotonic(), program.cpu
        for _ in range(15):
            asked = time.monotonic()
            size = len(page(port, path))
            times.append(time.monotonic() - asked)
            time.sleep(pause)
        used = program.cpu - start - idle * (time.monotonic() - begun)
        print(
            f"- {name}: {statistics.median(times) * 1000:.0f} ms (longest {max(times) * 1000:.0f}), "
            f"{used / len(times) * 1000:.0f} ms of CPU, {size / 1e6:.1f} MB",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("nines", type=lambda path: str(Path(path).resolve()))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--part", action="append", choices=["cpu", "many"])
    options = parser.parse_args()
    parts = options.part or ["cpu", "many"]
    with tempfile.TemporaryDirectory(prefix="nines-bench-") as name:
        folder = Path(name)
        server, port = nginx(folder)
        with server:
            if "cpu" in parts:
                cpu(options.nines, folder, port, options.rounds)
            if "many" in parts:
                many(options.nines, folder, port)


main()
