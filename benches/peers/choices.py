"""Whom the tasks ask about: chosen from the data by fixed rules, so that every program is asked the same.

choices.py FOLDER                reads FOLDER/{companies,deals}.csv, writes FOLDER/choices.json

- t1: the three companies with the most distinct backers; ties by id.
- t2a: the largest portfolio (distinct companies); t2b: the middle one of all, ordered by size and then id.
- supplier (T5a, T5c): the company that supplies the most distinct customers.
- chain (T5b): of the fifty largest suppliers, the one whose farthest customer is the most hops away, and that customer
  (the lowest id, where several are as far).
- around (T7): the entity whose two-hop neighbourhood, whatever the kind and direction, has 498 nodes and 772 pairs, or
  comes nearest to that; ties by id.
"""
import json
import os
import sys

import numpy as np
import polars as pl
import scipy.sparse as sparse

NODES, PAIRS = 498, 772
SUPPLIERS = 50


def distinct(size, src, dst):
    """The distinct pairs as a 0/1 matrix."""
    keys = np.unique(src.astype(np.int64) * size + dst)
    return sparse.csr_matrix((np.ones(len(keys), np.int32), (keys // size, keys % size)), shape=(size, size))


def ranked(numbers):
    """Positions from the largest number to the smallest, ties by position."""
    return np.argsort(-numbers, kind="stable")


def distances(matrix, start):
    """Hops from `start`, -1 where out of reach."""
    hops = np.full(matrix.shape[0], -1, np.int64)
    hops[start] = 0
    front, step = np.array([start]), 0
    while len(front):
        step += 1
        after = np.unique(matrix[front].indices)
        front = after[hops[after] < 0]
        hops[front] = step
    return hops


def neighbourhood(matrix):
    """The entity of the wanted two-hop neighbourhood."""
    size = matrix.shape[0]
    near = (matrix + matrix.T + sparse.identity(size, dtype=np.int32, format="csr")).tocsr()
    near.data[:] = 1
    reach = near @ np.diff(near.indptr)
    # A neighbourhood has at most `reach` nodes, and those far above repeat themselves too much to come out near.
    fit = np.flatnonzero((reach >= NODES) & (reach <= 16 * NODES))
    best = None
    for part in np.array_split(fit, max(1, len(fit) // 4000)):
        around = near[part] @ near
        nodes = np.diff(around.indptr)
        close = np.abs(nodes - NODES)
        bound = close.min() if best is None else best[0]
        for at in np.flatnonzero(close <= bound):
            members = around.indices[around.indptr[at] : around.indptr[at + 1]]
            pairs = int(matrix[members][:, members].nnz)
            key = (int(close[at]), abs(pairs - PAIRS), int(part[at]))
            best = key if best is None else min(best, key)
    return best[2] if best else int(ranked(reach)[0])


def choose(folder):
    deals = pl.read_csv(os.path.join(folder, "deals.csv"), columns=["src", "dst", "kind"])
    size = len(pl.read_csv(os.path.join(folder, "companies.csv"), columns=["id"]))
    src, dst, kind = (deals[name].to_numpy() for name in ("src", "dst", "kind"))
    invest = distinct(size, src[kind == "invest"], dst[kind == "invest"])
    supply = distinct(size, src[kind == "supply"], dst[kind == "supply"])
    backers, portfolio = np.asarray(invest.sum(axis=0)).ravel(), np.asarray(invest.sum(axis=1)).ravel()
    customers = np.asarray(supply.sum(axis=1)).ravel()
    investors = ranked(portfolio)[: int((portfolio > 0).sum())]
    suppliers = ranked(customers)
    reached = [(distances(supply, start), int(start)) for start in suppliers[:SUPPLIERS]]
    hops, start = max(reached, key=lambda it: it[0].max())
    return {
        "t1": [int(it) for it in ranked(backers)[:3]],
        "t2a": int(investors[0]),
        "t2b": int(investors[len(investors) // 2]),
        "supplier": int(suppliers[0]),
        "chain": [start, int(np.flatnonzero(hops == hops.max())[0])],
        "around": neighbourhood(distinct(size, src, dst)),
    }


if __name__ == "__main__":
    chosen = choose(sys.argv[1])
    with open(os.path.join(sys.argv[1], "choices.json"), "w") as out:
        json.dump(chosen, out)
    print(json.dumps(chosen))
