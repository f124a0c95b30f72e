#!/usr/bin/env python3
"""How each cost grows with the size n of the web: fits time = c · n^k, and prints k.

cargo bench --bench queries | benches/growth.py       from Divan's table on standard input
benches/growth.py --data FOLDER                       from the results that peers/run.py kept in FOLDER/syn_N

The fit is least squares over the logarithms of medians; the last column is the exponent between the two largest sizes
alone, which says more about what comes next than the fit does.
"""
import argparse
import glob
import json
import math
import os
import re
import sys

UNITS = {"ns": 1, "µs": 1e3, "us": 1e3, "ms": 1e6, "s": 1e9}
ROW = re.compile(r"^(?P<tree>[│├╰─ ]*)(?P<name>[^│]*?)(?:\s{2,}(?P<fastest>[\d.]+ \S+))?\s*│(?P<rest>.*)$")


def of_divan(lines):
    """name -> {size: nanoseconds} out of Divan's table. A line is a group or a benchmark, or one argument of it."""
    found, path = {}, {}
    for line in lines:
        row = ROW.match(line.rstrip("\n"))
        if not row or not row["name"].strip():
            continue
        depth, name = len(row["tree"]), row["name"].strip()
        path = {at: it for at, it in path.items() if at < depth} | {depth: name}
        cells = row["rest"].split("│")
        if not row["fastest"] or len(cells) < 2:
            continue
        number, unit = cells[1].split()
        *words, size = name.split()
        if not size.isdigit():
            continue
        above = [path[at] for at in sorted(path) if at < depth]
        key = " ".join([*above[-1:], *words])
        found.setdefault(key, {})[int(size)] = float(number) * UNITS[unit]
    return found


def of_results(folder):
    """The same out of the kept results."""
    found = {}
    for path in glob.glob(os.path.join(folder, "syn_*", "results", "*.json")):
        program = os.path.basename(path).removesuffix(".json")
        size = int(path.split("syn_")[-1].split(os.sep)[0])
        for task, record in json.load(open(path)).items():
            if record.get("median_ns"):
                found.setdefault(f"{program} {task}", {})[size] = record["median_ns"]
    return found


def slope(points):
    """The exponent that fits best."""
    logs = [(math.log(size), math.log(max(time, 1e-9))) for size, time in points]
    middle = sum(x for x, _ in logs) / len(logs)
    spread = sum((x - middle) ** 2 for x, _ in logs)
    return sum((x - middle) * y for x, y in logs) / spread


def shown(nanoseconds):
    for unit in ("s", "ms", "µs"):
        if nanoseconds >= UNITS[unit]:
            return f"{nanoseconds / UNITS[unit]:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", help="a folder of results; without it, Divan's table is read from standard input")
    asked = options.parse_args()
    found = of_results(asked.data) if asked.data else of_divan(sys.stdin)
    found = {name: sorted(times.items()) for name, times in found.items() if len(times) > 1}
    if not found:
        sys.exit("nothing was measured at two sizes or more")
    sizes = sorted({size for points in found.values() for size, _ in points})
    print("| | " + " | ".join(f"{size:,}" for size in sizes) + " | exponent | at the end |")
    print("|---" * (len(sizes) + 3) + "|")
    for name, points in sorted(found.items()):
        times = dict(points)
        cells = [shown(times[size]) if size in times else "–" for size in sizes]
        print(f"| {name} | " + " | ".join(cells) + f" | {slope(points):.2f} | {slope(points[-2:]):.2f} |")


if __name__ == "__main__":
    main()
