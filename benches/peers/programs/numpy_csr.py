"""By hand: NumPy arrays in compressed sparse rows."""
import numpy as np

from harness import Data, dot, main, plain


def distinct(keys):
    """Sorted, each once; np.unique hashes first, which is slower where nearly all differ."""
    keys = np.sort(keys)
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])]


def holds(keys, pairs, size):
    """Which of some keys are among pairs."""
    sorted_ = np.sort(pairs[0].astype(np.int64) * size + pairs[1])
    return sorted_[np.minimum(np.searchsorted(sorted_, keys), len(sorted_) - 1)] == keys


def rows(size, one, two):
    """Distinct pairs as starts and sorted neighbours."""
    keys = distinct(one.astype(np.int64) * size + two)
    left, right = keys // size, keys % size
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(left, minlength=size), out=starts[1:])
    return starts, right.astype(np.int32), left.astype(np.int32)


def load(data: Data):
    size, src, dst, kind, category, names = data.arrays()
    pick = lambda at: (src[kind == at], dst[kind == at])
    invest, supply, compete = pick(0), pick(1), pick(2)
    backers, portfolios, customers = rows(size, invest[1], invest[0]), rows(size, *invest), rows(size, *supply)
    rivals = distinct(np.minimum(*compete).astype(np.int64) * size + np.maximum(*compete))
    payer, payee = np.concatenate([invest[0], supply[1]]), np.concatenate([invest[1], supply[0]])
    for _ in range(2):  # Whoever nobody pays, or who pays nobody, is in no cycle.
        paid, paying = np.bincount(payee, minlength=size) > 0, np.bincount(payer, minlength=size) > 0
        keep = paid[payer] & paying[payee]
        payer, payee = payer[keep], payee[keep]
    pays = rows(size, payer, payee)
    money = pays[2].astype(np.int64) * size + pays[1]
    marks = holds(money, invest, size).astype(np.int8) | (holds(money, supply[::-1], size).astype(np.int8) << 1)
    return dict(size=size, category=category, names=names, backers=backers, portfolios=portfolios, customers=customers,
                rivals=rivals, pays=pays, money=money, marks=marks, out=rows(size, src, dst), back=rows(size, dst, src))


def of(matrix, at):
    return matrix[1][matrix[0][at] : matrix[0][at + 1]]


def many(matrix, front):
    """The neighbours of all of `front`, and for each whose it is by position in `front`."""
    starts, ends = matrix[0][front], matrix[0][front + 1]
    lengths = ends - starts
    total = int(lengths.sum())
    whose = np.repeat(np.arange(len(front)), lengths)
    offset = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return matrix[1][np.repeat(starts, lengths) + offset], whose


def walk(ready, start, goal=None):
    """Entities reached, or hops to the goal."""
    seen = np.zeros(ready["size"], bool)
    seen[start] = True
    front, hops, reached = np.array([start]), 0, 0
    while len(front):
        hops += 1
        after, _ = many(ready["customers"], front)
        after = after[~seen[after]]
        seen[after] = True
        front = np.unique(after)
        reached += len(front)
        if goal is not None and seen[goal]:
            return hops
    return reached


def companions(ready, investor):
    found, _ = many(ready["backers"], of(ready["portfolios"], investor))
    shared = np.bincount(found, minlength=ready["size"])
    shared[investor] = 0
    shared = shared[shared > 0]
    return [len(shared)] + plain(np.sort(shared)[::-1][:3])


def concentrated(ready):
    investor, company = ready["portfolios"][2], ready["portfolios"][1]
    market = ready["category"][company]
    number = int(ready["category"].max()) + 2
    pairs, counts = np.unique(investor[market >= 0].astype(np.int64) * number + market[market >= 0], return_counts=True)
    pairs = pairs[counts >= 2]
    return [len(pairs), len(np.unique(pairs // number))]


def rival_holdings(ready):
    """Backers of the one side, looked up among the pairs of the other."""
    size = ready["size"]
    one, two = ready["rivals"] // size, ready["rivals"] % size
    degree = np.diff(ready["backers"][0])
    swap = degree[one] > degree[two]
    one, two = np.where(swap, two, one), np.where(swap, one, two)
    found, whose = many(ready["backers"], one)
    wanted = found.astype(np.int64) * size + two[whose]
    held = ready["portfolios"][2].astype(np.int64) * size + ready["portfolios"][1]
    at = np.searchsorted(held, wanted)
    return int((held[np.minimum(at, len(held) - 1)] == wanted).sum())


def money_cycles(ready):
    """Cycles from their smallest entity on, by joining paths of one more hop each; listed as rows of entities."""
    size, money, marks, pays = ready["size"], ready["money"], ready["marks"], ready["pays"]
    first, second = pays[2].astype(np.int64), pays[1].astype(np.int64)
    keep = second > first
    paths, mark = [first[keep], second[keep]], marks[keep]
    listed = []
    for length in (2, 3, 4):
        home = paths[-1] * size + paths[0]
        key = np.minimum(np.searchsorted(money, home), len(money) - 1)
        closed = (money[key] == home) & ((mark | marks[key]) == 3)
        listed.append(np.stack(paths, axis=1)[closed])
        if length < 4:
            paths, mark = extend(ready, paths, mark, last=length == 3)
    return [len(cycles) for cycles in listed]


def extend(ready, paths, mark, last):
    pays, starts = ready["pays"], ready["pays"][0]
    after, whose = [], []
    out, in_ = [[] for _ in range(len(paths) + 1)], []
    step = 2_000_000
    lengths = starts[paths[-1] + 1] - starts[paths[-1]]
    bounds = np.searchsorted(np.cumsum(lengths), np.arange(step, int(lengths.sum()) + step, step))
    begin = 0
    for end in list(bounds) + [len(paths[0])]:
        end = min(int(end) + 1, len(paths[0]))
        if end <= begin:
            continue
        part = slice(begin, end)
        begin = end
        front = paths[-1][part]
        next_, row = many(pays, front)
        place = np.arange(len(next_)) - np.repeat(np.cumsum(lengths[part]) - lengths[part], lengths[part]) + starts[front][row]
        next_ = next_.astype(np.int64)
        fit = next_ > paths[0][part][row]
        for path in paths[1:]:
            fit &= next_ != path[part][row]
        if last:
            wanted = next_ * ready["size"] + paths[0][part][row]
            at = np.minimum(np.searchsorted(ready["money"], wanted), len(ready["money"]) - 1)
            fit &= ready["money"][at] == wanted
        row, next_, place = row[fit], next_[fit], place[fit]
        for at, path in enumerate(paths):
            out[at].append(path[part][row])
        out[-1].append(next_)
        in_.append(mark[part][row] | ready["marks"][place])
    return [np.concatenate(column) for column in out], np.concatenate(in_)


def around(ready, middle):
    near = np.array([middle])
    for _ in range(2):
        near = np.unique(np.concatenate([near, many(ready["out"], near)[0], many(ready["back"], near)[0]]))
    to, whose = many(ready["out"], near)
    at = np.minimum(np.searchsorted(near, to), len(near) - 1)
    inside = near[at] == to
    return dot(near.tolist(), list(zip(near[whose[inside]].tolist(), to[inside].tolist())), ready["names"])


def tasks(ready, choices):
    one, two, three = choices["t1"]
    both = lambda: np.intersect1d(of(ready["backers"], one), of(ready["backers"], two), assume_unique=True)
    return {
        "t1a": lambda: len(both()),
        "t1b": lambda: len(np.intersect1d(both(), of(ready["backers"], three), assume_unique=True)),
        "t2a": lambda: companions(ready, choices["t2a"]),
        "t2b": lambda: companions(ready, choices["t2b"]),
        "t3a": lambda: concentrated(ready),
        "t3b": lambda: rival_holdings(ready),
        "t5a": lambda: walk(ready, choices["supplier"]),
        "t5b": lambda: walk(ready, *choices["chain"]),
        "t7": lambda: around(ready, choices["around"]),
        "t4": lambda: money_cycles(ready),
    }


if __name__ == "__main__":
    main(load, tasks)
