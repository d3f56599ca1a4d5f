"""The programs that are measured, and what the kernel says about them."""

import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Program:
    """One that runs until it is left, in a folder of its own."""

    def __init__(self, arguments: list[str], folder: Path, name: str):
        self.log = open(folder / f"{name}.log", "wb")
        self.process = subprocess.Popen(arguments, cwd=folder, stdout=self.log, stderr=subprocess.STDOUT)
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def wait(self, url: str, seconds: float = 60) -> None:
        """Until the program answers there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended by itself: see {self.log.name}")
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    answer.read()
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"{self.name} does not answer at {url}: see {self.log.name}")

    @property
    def cpu(self) -> float:
        """Seconds of CPU since its start, of all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def anonymous_bytes(self) -> int:
        """Memory that is no file's."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
        raise SystemExit("this kernel does not tell RssAnon")

    @property
    def threads(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    @property
    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def nginx(folder: Path) -> tuple[Program, int]:
    """A server with one small page."""
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err; worker_processes 1;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port} backlog=4096; return 200 "healthy\n"; }}
}}
"""
    )
    program = Program(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], folder, "nginx")
    program.wait(f"http://127.0.0.1:{port}/")
    return program, port


def nines(binary: str, folder: Path, server: int, targets: int, interval: int) -> tuple[Program, int]:
    """The exporter, probing so many paths of the server."""
    port = free_port()
    lines = ["modules:", "  page: {prober: http, timeout: 5s}", "targets:"]
    lines += [
        f"  - {{name: t{i}, url: 'http://127.0.0.1:{server}/{i}', module: page, interval: {interval}s}}"
        for i in range(targets)
    ]
    lines += [f'web: {{listen: "127.0.0.1:{port}"}}', ""]
    (folder / "nines.yml").write_text("\n".join(lines))
    program = Program([binary, "serve", "--config", str(folder / "nines.yml")], folder, "nines")
    program.wait(f"http://127.0.0.1:{port}/-/healthy")
    return program, port


def blackbox(folder: Path) -> tuple[Program, int]:
    """Debian's blackbox_exporter, with the same module."""
    port = free_port()
    (folder / "blackbox.yml").write_text(
        "modules:\n  page: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}\n"
    )
    program = Program(
        [
            "prometheus-blackbox-exporter",
            f"--config.file={folder}/blackbox.yml",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        ],
        folder,
        "blackbox",
    )
    program.wait(f"http://127.0.0.1:{port}/-/healthy")
    return program, port
