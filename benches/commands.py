#!/usr/bin/env python3
"""Time and peak memory of whole commands on one book, each in a process of its own.

    python3 benches/commands.py DEALGRAPH BOOK COMPANY OTHER FUND [--timeout SECONDS] [--only WORD]

Prints a Markdown table: seconds from start to end, processor seconds, most memory held, bytes printed. What does not end in
time is told. Output goes nowhere, so that it is not the terminal that is measured.
"""

import argparse
import os
import subprocess
import tempfile
import threading
import time

COMMANDS = """
check
stats
list deals --limit 10
show COMPANY
backers COMPANY OTHER
co-investors FUND
concentration
chains COMPANY
chains COMPANY OTHER
impact COMPANY
exposure COMPANY
between COMPANY OTHER
hedge FUND
roles COMPANY
roles
groups
conflicts
loops
disputes
timeline --limit 10
timeline --about COMPANY
match x -[Money]-> a, a -[Goods]-> x
diff 2020 2021
what-if --fail COMPANY
diagram
"""


def run(command: list[str], timeout: float) -> tuple[float, float, float, int, int]:
    """Seconds, processor seconds, peak MB, bytes printed and exit status of a command."""
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            # What is kept of a book of text would be measured in its place.
            env=os.environ | {"DEALGRAPH_CACHE": "off"},
        )
        stop = threading.Timer(timeout, process.kill)
        stop.start()
        _, status, usage = os.wait4(process.pid, 0)
        stop.cancel()
        taken = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        printed = out.seek(0, os.SEEK_END)
    return taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, printed, process.returncode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["dealgraph", "book", "company", "other", "fund"]:
        parser.add_argument(name)
    parser.add_argument("--timeout", type=float, default=100, metavar="SECONDS")
    parser.add_argument("--only", default="", metavar="WORD", help="only commands with this word")
    given = parser.parse_args()
    names = {"COMPANY": given.company, "OTHER": given.other, "FUND": given.fund}
    print("| command | s | processor s | MB | printed |\n|---|---|---|---|---|")
    for line in COMMANDS.strip().splitlines():
        if given.only not in line:
            continue
        first, _, rest = line.partition(" ")
        arguments = [rest] if first == "match" else [names.get(word, word) for word in rest.split()]
        command = [given.dealgraph, first, *arguments, "--data", given.book]
        taken, processor, peak, printed, status = run(command, given.timeout)
        told = {0: "", 1: ""}.get(status, f" (status {status})")
        size = f"{printed / 1e6:.1f} MB" if printed > 1e5 else f"{printed / 1e3:.1f} kB"
        print(f"| `{line}`{told} | {taken:.2f} | {processor:.2f} | {peak:.0f} | {size} |", flush=True)


if __name__ == "__main__":
    main()
