"""How long reading and checking each table of data/ takes: ``python benchmarks/reading.py``.

A reader would not notice 10 ms.
"""

import time

from ultralow.data import datapackage, tables

ROUNDS = 5


def milliseconds(name: str) -> float:
    """The quickest of some readings."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        tables.read(name)
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def main() -> None:
    print(f"{'table':50}{'ms':>8}")
    for entry in datapackage.resources():
        if "schema" not in entry:
            continue
        name = entry["name"]
        print(f"{name:50}{milliseconds(name):8.1f}")


if __name__ == "__main__":
    main()
