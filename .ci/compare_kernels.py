"""Measures start-up and round trip of installed kernels in turns.

Usage: compare_kernels.py ROUNDS NAME NAME...  (names as in 'jupyter kernelspec list')
"""

import statistics
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager

CELLS = 300


def measure(name):
    start = time.perf_counter()
    manager = KernelManager(kernel_name=name)
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=20)
        run(client, "1 + 1")
        first = time.perf_counter() - start
        trips = []
        for i in range(CELLS):
            before = time.perf_counter()
            run(client, f"1 + {i}")
            trips.append(time.perf_counter() - before)
        return first, statistics.median(trips)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client, code):
    client.execute_interactive(code, output_hook=lambda message: None, timeout=120)


def main():
    rounds, names = int(sys.argv[1]), sys.argv[2:]
    results = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            try:
                results[name].append(measure(name))
            except RuntimeError as e:
                print(f"{name}: a start is left out: {e}")
    for name, times in results.items():
        first = statistics.median(t[0] for t in times)
        trip = statistics.median(t[1] for t in times)
        print(
            f"{name}: first result {first:.2f} s, trivial cell {trip * 1e3:.1f} ms"
            f" (medians of {len(times)} starts)"
        )


if __name__ == "__main__":
    main()
