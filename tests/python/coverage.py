"""Tells how many lines of each module the tests have run, and fails where that is too few.

    cargo llvm-cov report --json --summary-only | python3 tests/python/coverage.py 90

The share asked for is that of all lines outside of `src/cli`, whose commands are mostly run by hand-written examples.
"""

import json
import os
import sys
from collections import defaultdict


def module(name):
    """The module of a file under `src`: its folder there, or the file itself; `None` for other files."""
    parts = os.path.relpath(name).split(os.sep)
    return parts[1].removesuffix(".rs") if parts[0] == "src" else None


def share(counts):
    """The lines run, in hundredths of those there are."""
    lines, run = counts
    return 100 * run / lines if lines else 100.0


def total(counts):
    return [sum(column) for column in zip(*counts)]


def main():
    least = float(sys.argv[1])
    by_module = defaultdict(list)
    weak = []
    for file in json.load(sys.stdin)["data"][0]["files"]:
        name, lines = file["filename"], file["summary"]["lines"]
        if module(name) is None:
            continue
        counts = (lines["count"], lines["covered"])
        by_module[module(name)].append(counts)
        if module(name) != "cli" and share(counts) < least:
            weak.append((share(counts), name, counts[0] - counts[1]))
    rows = {name: total(counts) for name, counts in sorted(by_module.items())}
    outside = total(counts for name, counts in rows.items() if name != "cli")
    rows = rows | {"outside of cli": outside, "all": total(rows.values())}
    print(f"{'module':<16}{'lines':>8}{'run':>8}{'share':>8}")
    for name, counts in rows.items():
        print(f"{name:<16}{counts[0]:>8}{counts[1]:>8}{share(counts):>7.1f}%")
    for percent, name, left in sorted(weak):
        print(f"  {percent:5.1f}%  {name}: {left} lines not run")
    if share(outside) < least:
        sys.exit(f"fewer than {least:g}% of the lines outside of cli are run by tests")


if __name__ == "__main__":
    main()
