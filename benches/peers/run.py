#!/usr/bin/env python3
"""Measures dealgraph and its peers on the same files, compares their answers, and prints a table.

run.py --data FOLDER [--edges 1e5,1e6] [--programs dealgraph,duckdb,…] [--seconds S] [--timeout S]

Makes whatever FOLDER lacks (tables, book, choices). Each program runs in a process of its own, one after the other; a
task that takes longer than the timeout is given up, and the program started again without it. Results go to
FOLDER/syn_N/results/PROGRAM.json; programs that are not run this time are told from there, marked with a star.
"""
import argparse
import datetime
import json
import os
import queue
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAMS = ["networkx", "rustworkx", "igraph", "networkit", "numpy", "graphblas", "duckdb", "polars", "ladybug", "dealgraph"]
FILES = {"numpy": "numpy_csr"}
TASKS = ["load", "t1a", "t1b", "t2a", "t2b", "t3a", "t3b", "t4", "t5a", "t5b", "t5c", "t6", "t7"]
AGREED = {
    1_000_000: {"t1a": 25, "t1b": 11, "t2a": [11726, 69, 67, 60], "t3a": [41803, 17546], "t3b": 29497, "t4": [31124, 145, 984],
                "t5a": 57415, "t5b": 74, "t6": [999638, 125000], "t7": [772, 498]},
    100_000: {"t3b": 4356, "t4": [3135, 33, 150]},
    10_000_000: {"t1a": 76, "t2a": [99217], "t3a": [421579], "t3b": 148976, "t4": 316672, "t5a": 643628},
}


def environment():
    """Without the settings that choose a slower kernel for NumPy."""
    kept = {name: value for name, value in os.environ.items() if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    return kept | {"PYTHONPATH": HERE}


def prepare(folder, edges):
    def make(wanted, *command, **more):
        if not os.path.exists(os.path.join(folder, wanted)):
            print(f"making {wanted} in {folder}", file=sys.stderr)
            subprocess.run([sys.executable, *command], check=True, env=environment(), stdout=sys.stderr, **more)

    if not os.path.exists(os.path.join(folder, "deals.csv")):
        # The generator writes beside itself, so it is run as a copy.
        above = os.path.dirname(folder)
        os.makedirs(above, exist_ok=True)
        copy = os.path.join(above, "gen_synth.py")
        with open(os.path.join(HERE, "gen_synth.py")) as source, open(copy, "w") as target:
            target.write(source.read())
        subprocess.run([sys.executable, copy, str(edges)], check=True, env=environment(), stdout=sys.stderr)
        os.rename(os.path.join(above, "data", f"syn_{edges}"), folder)
        os.rmdir(os.path.join(above, "data"))
        os.remove(copy)
    make("choices.json", os.path.join(HERE, "choices.py"), folder)
    make("ron", os.path.join(HERE, "to_ron.py"), folder)


def built():
    """The program that runs dealgraph's tasks."""
    done = subprocess.run(["cargo", "build", "--release", "--bench", "tasks", "--message-format", "json"], cwd=ROOT,
                          stdout=subprocess.PIPE, text=True, check=True)
    made = [json.loads(line) for line in done.stdout.splitlines()]
    return next(it["executable"] for it in made if it.get("executable") and it["target"]["name"] == "tasks")


def command(program, folder, seconds, leave):
    if program == "dealgraph":
        names = [task for task in TASKS[1:] if task not in leave]
        return [built(), os.path.join(folder, "ron"), os.path.join(folder, "choices.json"), "--seconds", str(seconds),
                "--only", ",".join(names)]
    file = os.path.join(HERE, "programs", FILES.get(program, program + "_") + ".py")
    return [sys.executable, file, folder, str(seconds), ",".join(leave)]


def lines_of(process):
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in process.stdout] + [lines.put(None)], daemon=True).start()
    return lines


def run(program, folder, seconds, timeout):
    """What a program answered: task -> record."""
    found, leave, order = {}, [], TASKS[1:]
    while True:
        process = subprocess.Popen(command(program, folder, seconds, leave), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=environment())
        lines, now, last = lines_of(process), "load", time.monotonic()
        # What a program says besides must not fill the pipe; its last words are told where it fails.
        words = []
        threading.Thread(target=lambda: words.extend(process.stderr), daemon=True).start()
        given_up = False
        while True:
            # Several warm calls may follow the first, so a task has thrice its time in all.
            wait = 600 if now == "load" else 3 * timeout
            try:
                line = lines.get(timeout=max(0.1, last + wait - time.monotonic()))
            except queue.Empty:
                given_up = True
                break
            if line is None:
                break
            record = json.loads(line)
            last = time.monotonic()
            now = record["task"]
            if not record.get("begun"):
                found[now] = record
                done = now
                now = after(program, done, order, leave) if program == "dealgraph" else now
        process.kill()
        process.wait()
        if not given_up:
            if process.returncode not in (0, -9) and words:
                print(f"{program}: {words[-1].strip()}", file=sys.stderr)
            return found
        found[now] = {"task": now, "error": f"> {timeout} s"}
        print(f"{program}: {now} given up", file=sys.stderr)
        if now in ("load", "memory"):
            return found
        leave = leave + [now] + [task for task in found if task in order and task != now and task not in leave]
        if all(task in leave for task in order):
            return found


def after(program, done, order, leave):
    """The task that dealgraph's program is at, which says only what is done."""
    sequence = ["t1a", "t1b", "t2a", "t2b", "t3a", "t3b", "t5a", "t5b", "t7", "t5c", "t6", "t4"]
    left = [task for task in sequence if task not in leave]
    if done not in left:
        return left[0] if done == "memory" and left else done
    at = left.index(done) + 1
    return left[at] if at < len(left) else done


def agrees(edges, task, answer, common):
    """Whether an answer is the agreed one, or where none is known the most common."""
    wanted = AGREED.get(edges, {}).get(task, common)
    if isinstance(wanted, list) and isinstance(answer, list):
        return answer[: len(wanted)] == wanted
    return (sum(answer) if isinstance(answer, list) and isinstance(wanted, int) else answer) == wanted


def shown(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds} ns"


def ratio(number):
    """Two digits that mean something, and no exponent: 0.47, 3.4, 270, 12000."""
    return f"{float(f'{number:.2g}'):.7g}"


def table(edges, results, fresh):
    """Medians, then ratios to dealgraph (above 1: dealgraph is that many times faster), then what disagrees."""
    wrong, common = [], {}
    for task in TASKS[1:]:
        answers = [json.dumps(it[task]["answer"]) for it in results.values() if "answer" in it.get(task, {})]
        if answers:
            common[task] = json.loads(max(sorted(set(answers)), key=answers.count))
    lines = [f"### {edges:,} edges, {datetime.date.today().isoformat()}", "",
             "| | " + " | ".join(TASKS[:1] + ["MB"] + TASKS[1:]) + " |", "|---" * (len(TASKS) + 2) + "|"]
    own = results.get("dealgraph", {})
    ratios = list(lines[2:])
    for program, result in results.items():
        cells, compared = [], []
        for task in TASKS:
            record = result.get(task, {})
            time_ = record.get("median_ns")
            mark = ""
            if "answer" in record and not agrees(edges, task, record["answer"], common.get(task)):
                mark = " ✗"
                wrong.append(f"{program} {task}: {record['answer']} instead of {AGREED.get(edges, {}).get(task, common.get(task))}")
            cells.append((shown(time_) if time_ else record.get("error", "–").split(":")[0]) + mark)
            mine = own.get(task, {}).get("median_ns")
            compared.append(ratio(time_ / mine) if time_ and mine else "–")
            if task == "load":
                rss = result.get("memory", {}).get("rss_kib")
                cells.append(f"{rss / 1024:.0f}" if rss else "–")
                mine = own.get("memory", {}).get("rss_kib")
                compared.append(ratio(rss / mine) if rss and mine else "–")
        name = program if program in fresh else program + "*"
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
        if program != "dealgraph":
            ratios.append(f"| {name} | " + " | ".join(compared) + " |")
    lines += ["", "Answers: " + ("all agree" if not wrong else "; ".join(wrong)) + "."]
    if own:
        lines += ["", "How many times as long (as much) as dealgraph:", "", *ratios]
        memory = own.get("memory", {})
        if memory.get("legs"):
            grown = (memory["rss_kib"] - memory["rss_before_kib"]) * 1024
            lines += ["", f"dealgraph holds {grown / memory['legs']:.0f} bytes a leg ({memory['legs']:,} legs), "
                      f"{grown / memory['deals']:.0f} a deal, {grown / memory['entities']:.0f} an entity, all counted; "
                      f"at its peak {memory['peak_kib'] / 1024:.0f} MB."]
    return "\n".join(lines) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", required=True, help="a folder outside of the repository")
    options.add_argument("--edges", default="1e5,1e6")
    options.add_argument("--programs", default=",".join(PROGRAMS))
    options.add_argument("--seconds", type=float, default=1.0, help="about how long each task is repeated")
    options.add_argument("--timeout", type=float, default=120)
    asked = options.parse_args()
    wanted = asked.programs.split(",") if asked.programs else []
    if unknown := [name for name in wanted if name not in PROGRAMS]:
        options.error(f"no program \"{unknown[0]}\"; known are {', '.join(PROGRAMS)}")
    for edges in (int(float(text)) for text in asked.edges.split(",")):
        folder = os.path.join(os.path.abspath(asked.data), f"syn_{edges}")
        prepare(folder, edges)
        kept = os.path.join(folder, "results")
        os.makedirs(kept, exist_ok=True)
        results = {}
        for program in PROGRAMS:
            path = os.path.join(kept, program + ".json")
            if program in wanted:
                print(f"{edges:,}: {program}", file=sys.stderr)
                with open(path + ".part", "w") as out:
                    json.dump(run(program, folder, asked.seconds, asked.timeout), out, indent=1)
                os.rename(path + ".part", path)
            if os.path.exists(path):
                results[program] = json.load(open(path))
        print(table(edges, results, wanted))


if __name__ == "__main__":
    main()
