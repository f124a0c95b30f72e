"""NetworKit: graphs of distinct pairs for the tasks on one kind, and a multigraph of everything."""
import tempfile

import networkit as nk
import numpy as np

from harness import Data, main


def graph_of(size, one, two, distinct=True):
    if distinct:
        one, two = np.unique(np.column_stack([one, two]), axis=0).T
    return nk.GraphFromCoo((np.ascontiguousarray(one), np.ascontiguousarray(two)), n=size, directed=True)


def load(data: Data):
    size, src, dst, kind, category, names = data.arrays()
    pick = lambda at: (src[kind == at], dst[kind == at])
    rivals = np.unique(np.column_stack([np.minimum(*pick(2)), np.maximum(*pick(2))]), axis=0)
    return dict(whole=graph_of(size, src, dst, distinct=False), invest=graph_of(size, *pick(0)), supply=graph_of(size, *pick(1)),
                rivals=rivals.tolist(), category=category.tolist(), size=size, names=names)


def companions(ready, investor):
    graph, shared = ready["invest"], {}
    for company in graph.iterNeighbors(investor):
        for other in graph.iterInNeighbors(company):
            shared[other] = shared.get(other, 0) + 1
    shared.pop(investor, None)
    return [len(shared)] + sorted(shared.values(), reverse=True)[:3]


def concentrated(ready):
    category, pairs = ready["category"], []
    for investor in range(ready["size"]):
        counts = {}
        for company in ready["invest"].iterNeighbors(investor):
            counts[category[company]] = counts.get(category[company], 0) + 1
        pairs += [investor for market, number in counts.items() if market >= 0 and number >= 2]
    return [len(pairs), len(set(pairs))]


def rival_holdings(ready):
    backers, total = {}, 0
    for pair in ready["rivals"]:
        one, two = (backers[at] if at in backers else backers.setdefault(at, set(ready["invest"].iterInNeighbors(at))) for at in pair)
        total += len(one & two)
    return total


def reach(ready, start):
    walk = nk.distance.BFS(ready["supply"], start, storePaths=False, storeNodesSortedByDistance=True)
    walk.run()
    return len(walk.getNodesSortedByDistance()) - 1


def hops(ready, start, goal):
    walk = nk.distance.BidirectionalBFS(ready["supply"], start, goal, storePred=False)
    walk.run()
    return int(walk.getDistance())


def graphml(ready):
    with tempfile.NamedTemporaryFile(suffix=".graphml") as file:
        nk.graphio.writeGraph(ready["whole"], file.name, nk.Format.GraphML)
    return [ready["whole"].numberOfEdges(), ready["whole"].numberOfNodes()]


def tasks(ready, choices):
    backers = lambda at: set(ready["invest"].iterInNeighbors(at))
    one, two, three = choices["t1"]
    return {
        "t1a": lambda: len(backers(one) & backers(two)),
        "t1b": lambda: len(backers(one) & backers(two) & backers(three)),
        "t2a": lambda: companions(ready, choices["t2a"]),
        "t2b": lambda: companions(ready, choices["t2b"]),
        "t3a": lambda: concentrated(ready),
        "t3b": lambda: rival_holdings(ready),
        "t5a": lambda: reach(ready, choices["supplier"]),
        "t5b": lambda: hops(ready, *choices["chain"]),
        "t6": lambda: graphml(ready),
    }


if __name__ == "__main__":
    main(load, tasks)
