"""What every program's file shares: the data as arrays, the clock, and one line of JSON for each task.

A program's file has `load(data)`, which makes everything that its tasks need, and `tasks(ready, choices)`, which maps
names of tasks to calls without arguments. Loading begins at the files; whatever a program reads with is its own
choice, and `arrays` (Polars into NumPy) is there for those that have no reader.
"""
import json
import os
import statistics
import sys
import time

import numpy as np
import polars as pl

KINDS = ("invest", "supply", "compete", "acquire", "distribute")


class Data:
    """The two files."""

    def __init__(self, folder):
        self.companies = os.path.join(folder, "companies.csv")
        self.deals = os.path.join(folder, "deals.csv")

    def arrays(self):
        """size, src, dst, kind (position in KINDS), category of each entity (-1: none), names."""
        deals = pl.read_csv(self.deals, columns=["src", "dst", "kind"])
        companies = pl.read_csv(self.companies)
        kinds = deals["kind"].replace_strict({name: at for at, name in enumerate(KINDS)}, return_dtype=pl.Int8)
        category = companies["category"].str.slice(3).cast(pl.Int32, strict=False).fill_null(-1)
        return (len(companies), deals["src"].to_numpy(), deals["dst"].to_numpy(), kinds.to_numpy(),
                np.asarray(category), companies["name"].to_list())


def memory():
    """Resident and peak KiB of this process."""
    found = {}
    for line in open("/proc/self/status"):
        if line.startswith(("VmRSS:", "VmHWM:")):
            found[line[:5]] = int(line.split()[1])
    return found["VmRSS"], found["VmHWM"]


def say(**record):
    print(json.dumps(record), flush=True)


def measure(call, seconds):
    """Medians of warm calls: one to warm up, then as many as fit, at least three; one alone where that takes long."""
    begun = time.perf_counter()
    answer = call()
    first = time.perf_counter() - begun
    if first > 10:
        return [first], answer
    times = []
    while len(times) < 3 or (sum(times) < seconds and len(times) < 201):
        begun = time.perf_counter()
        answer = call()
        times.append(time.perf_counter() - begun)
    return times, answer


def main(load, tasks):
    """Runs a program: FOLDER [SECONDS [TASKS-TO-LEAVE-OUT]]."""
    folder, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    leave = sys.argv[3].split(",") if len(sys.argv) > 3 else []
    choices = json.load(open(os.path.join(folder, "choices.json")))
    begun = time.perf_counter()
    ready = load(Data(folder))
    say(task="load", median_ns=int((time.perf_counter() - begun) * 1e9), repetitions=1)
    resident, peak = memory()
    say(task="memory", rss_kib=resident, peak_kib=peak)
    for name, call in tasks(ready, choices).items():
        if name in leave:
            continue
        say(task=name, begun=True)
        try:
            times, answer = measure(call, seconds)
        except Exception as error:  # One task that a program cannot do must not hide the others.
            say(task=name, error=f"{type(error).__name__}: {error}"[:300])
            continue
        say(task=name, median_ns=int(statistics.median_low(times) * 1e9), repetitions=len(times), answer=answer)


def plain(values):
    """Numbers as JSON knows them."""
    return [int(value) for value in values]


def xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def dot(nodes, edges, names):
    """DOT of some nodes and pairs; the answer is how many of each there are."""
    lines = ["digraph deals {"]
    for at in nodes:
        label = names[at].replace('"', '\\"')
        lines.append(f'  "e{at}" [label="{label}"];')
    lines += [f'  "e{one}" -> "e{two}";' for one, two in edges]
    text = "\n".join(lines + ["}"])
    assert text
    return [len(edges), len(nodes)]
