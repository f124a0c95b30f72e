"""igraph: a multigraph of everything, and graphs of distinct pairs for the tasks on one kind."""
import tempfile
from collections import Counter

import igraph as ig
import numpy as np

from harness import KINDS, Data, dot, main


def load(data: Data):
    size, src, dst, kind, category, names = data.arrays()
    words = np.array(KINDS)
    whole = ig.Graph(n=size, edges=np.column_stack([src, dst]), directed=True,
                     edge_attrs={"kind": words[kind].tolist()}, vertex_attrs={"name": names})
    pairs = lambda one, two: np.unique(np.column_stack([one, two]), axis=0)
    pick = lambda at: (src[kind == at], dst[kind == at])
    rivals = pairs(np.minimum(*pick(2)), np.maximum(*pick(2)))
    invest, supply = pairs(*pick(0)), pairs(*pick(1))
    graph = lambda edges: ig.Graph(n=size, edges=edges, directed=True)
    marks = Counter()
    for one, two in invest.tolist():
        marks[one, two] |= 1
    for one, two in supply.tolist():
        marks[two, one] |= 2
    return dict(whole=whole, invest=graph(invest), supply=graph(supply), money=graph(list(marks)), marks=marks,
                rivals=rivals.tolist(), category=category.tolist(), names=names, size=size)


def companions(ready, investor):
    graph = ready["invest"]
    shared = Counter()
    for company in graph.successors(investor):
        shared.update(graph.predecessors(company))
    del shared[investor]
    return [len(shared)] + [number for _, number in shared.most_common(3)]


def concentrated(ready):
    category, pairs = ready["category"], []
    for investor, companies in enumerate(ready["invest"].get_adjlist("out")):
        counts = {}
        for company in companies:
            counts[category[company]] = counts.get(category[company], 0) + 1
        pairs += [investor for market, number in counts.items() if market >= 0 and number >= 2]
    return [len(pairs), len(set(pairs))]


def rival_holdings(ready):
    backers = [set(it) for it in ready["invest"].get_adjlist("in")]
    return sum(len(backers[one] & backers[two]) for one, two in ready["rivals"])


def money_cycles(ready):
    numbers, marks = [0, 0, 0], ready["marks"]
    for cycle in ready["money"].simple_cycles(min=2, max=4, output="vpath"):
        union = 0
        for one, two in zip(cycle, cycle[1:] + cycle[:1]):
            union |= marks[one, two]
        if union == 3:
            numbers[len(cycle) - 2] += 1
    return numbers


def dominators(ready, start):
    tree = ready["supply"].dominator(start, mode="out")
    # -1: the root; a negative or missing number below that: out of reach.
    known = [at for at, above in enumerate(tree) if above >= 0]
    return [len(known) + 1, sum(1 for at in known if tree[at] == start)]


def graphml(ready):
    with tempfile.NamedTemporaryFile(suffix=".graphml") as file:
        ready["whole"].write_graphml(file.name)
    return [ready["whole"].ecount(), ready["whole"].vcount()]


def around(ready, middle):
    whole = ready["whole"]
    near = sorted(whole.neighborhood(middle, order=2, mode="all"))
    part = whole.induced_subgraph(near)
    pairs = {(near[one], near[two]) for one, two in part.get_edgelist()}
    return dot(near, sorted(pairs), ready["names"])


def tasks(ready, choices):
    backers = lambda at: set(ready["invest"].predecessors(at))
    one, two, three = choices["t1"]
    return {
        "t1a": lambda: len(backers(one) & backers(two)),
        "t1b": lambda: len(backers(one) & backers(two) & backers(three)),
        "t2a": lambda: companions(ready, choices["t2a"]),
        "t2b": lambda: companions(ready, choices["t2b"]),
        "t3a": lambda: concentrated(ready),
        "t3b": lambda: rival_holdings(ready),
        "t5a": lambda: len(ready["supply"].subcomponent(choices["supplier"], mode="out")) - 1,
        "t5b": lambda: len(ready["supply"].get_shortest_paths(choices["chain"][0], choices["chain"][1])[0]) - 1,
        "t5c": lambda: dominators(ready, choices["supplier"]),
        "t7": lambda: around(ready, choices["around"]),
        "t6": lambda: graphml(ready),
        "t4": lambda: money_cycles(ready),
    }


if __name__ == "__main__":
    main(load, tasks)
