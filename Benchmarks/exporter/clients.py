"""Those who ask the measured programs: paced, on connections that are kept."""

import http.client
import threading
import time


class Clients:
    """So many threads, each of which asks at even times; `rate` is of all of them together, in requests a second."""

    def __init__(self, port: int, path, rate: float, threads: int, method: str = "GET"):
        self.times: list[float] = []
        self.sizes: list[int] = []
        self.failures = 0
        self._path = path if callable(path) else lambda _: path
        self._method = method
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, args=(port, i, threads, rate), daemon=True) for i in range(threads)
        ]

    def __enter__(self):
        self._start = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, port: int, index: int, threads: int, rate: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        turn = index
        while not self._stop.is_set():
            due = self._start + turn / rate
            turn += threads
            if due > time.monotonic():
                if self._stop.wait(due - time.monotonic()):
                    break
            began = time.monotonic()
            try:
                connection.request(self._method, self._path(turn))
                answer = connection.getresponse()
                size = len(answer.read())
                good = answer.status == 200
            except (OSError, http.client.HTTPException):
                connection.close()
                good, size = False, 0
            with self._lock:
                self.times.append(time.monotonic() - began)
                self.sizes.append(size)
                self.failures += 0 if good else 1
        connection.close()
