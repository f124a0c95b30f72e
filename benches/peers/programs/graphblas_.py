"""SuiteSparse GraphBLAS: Boolean and counting matrices of distinct pairs."""
import graphblas as gb
import numpy as np
from graphblas import Matrix, Vector, binary, monoid, semiring

from harness import Data, main, plain


def load(data: Data):
    size, src, dst, kind, category, _ = data.arrays()
    pick = lambda at: (src[kind == at], dst[kind == at])

    def matrix(one, two, columns=size):
        made = Matrix.from_coo(one, two, np.ones(len(one), np.int64), nrows=size, ncols=columns, dup_op=binary.first)
        made.wait()
        return made

    invest, rivals = matrix(*pick(0)), matrix(np.minimum(*pick(2)), np.maximum(*pick(2)))
    belongs = category >= 0
    market = matrix(np.flatnonzero(belongs), category[belongs], int(category.max()) + 1)
    made = dict(size=size, invest=invest, backers=invest.T.new(), supply=matrix(*pick(1)), rivals=rivals, market=market)
    return made


def companions(ready, investor):
    portfolio = ready["invest"][investor, :].new()
    shared = semiring.plus_times(portfolio @ ready["backers"]).new()
    del shared[investor]
    _, numbers = shared.to_coo(indices=False)
    return [shared.nvals] + plain(np.sort(numbers)[::-1][:3])


def concentrated(ready):
    counts = semiring.plus_times(ready["invest"] @ ready["market"]).new()
    pairs = gb.select.valuege(counts, 2).new()
    return [pairs.nvals, pairs.reduce_rowwise(monoid.plus).new().nvals]


def rival_holdings(ready):
    shared = Matrix(int, ready["size"], ready["size"])
    shared(ready["rivals"].S) << semiring.plus_times(ready["backers"] @ ready["invest"])
    return int(shared.reduce_scalar(monoid.plus).new().value or 0)


def walk(ready, start, goal=None):
    seen = Vector(bool, ready["size"])
    front = Vector(bool, ready["size"])
    seen[start] = front[start] = True
    hops = 0
    while front.nvals:
        hops += 1
        further = Vector(bool, ready["size"])
        further(~seen.S, replace=True) << semiring.any_pair(front @ ready["supply"])
        front = further
        seen(binary.lor) << front
        if goal is not None and front.get(goal) is not None:
            return hops
    return seen.nvals - 1


def tasks(ready, choices):
    backers = lambda at: ready["backers"][at, :].new()
    one, two, three = choices["t1"]
    both = lambda: backers(one).ewise_mult(backers(two), binary.pair).new()
    return {
        "t1a": lambda: both().nvals,
        "t1b": lambda: both().ewise_mult(backers(three), binary.pair).new().nvals,
        "t2a": lambda: companions(ready, choices["t2a"]),
        "t2b": lambda: companions(ready, choices["t2b"]),
        "t3a": lambda: concentrated(ready),
        "t3b": lambda: rival_holdings(ready),
        "t5a": lambda: walk(ready, choices["supplier"]),
        "t5b": lambda: walk(ready, *choices["chain"]),
    }


if __name__ == "__main__":
    main(load, tasks)
