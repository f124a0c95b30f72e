"""rustworkx: a multigraph of everything, and graphs of distinct pairs for the tasks on one kind."""
import tempfile

import rustworkx as rx

from harness import Data, dot, main


def graph_of(size, pairs):
    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(list(pairs))
    return graph


def load(data: Data):
    size, src, dst, kind, category, names = data.arrays()
    src, dst, kind = src.tolist(), dst.tolist(), kind.tolist()
    whole = rx.PyDiGraph()
    whole.add_nodes_from([{"name": name} for name in names])
    whole.add_edges_from([(one, two, {"kind": it}) for one, two, it in zip(src, dst, map(str, kind))])
    pairs = [set() for _ in range(3)]
    for one, two, it in zip(src, dst, kind):
        if it < 3:
            pairs[it].add((one, two) if it < 2 else (min(one, two), max(one, two)))
    marks = {pair: 1 for pair in pairs[0]}
    for one, two in pairs[1]:
        marks[two, one] = marks.get((two, one), 0) | 2
    return dict(whole=whole, invest=graph_of(size, pairs[0]), supply=graph_of(size, pairs[1]), rivals=list(pairs[2]),
                money=graph_of(size, marks), marks=marks, category=category.tolist(), names=names, size=size)


def companions(ready, investor):
    graph, shared = ready["invest"], {}
    for company in graph.successor_indices(investor):
        for other in graph.predecessor_indices(company):
            shared[other] = shared.get(other, 0) + 1
    shared.pop(investor, None)
    return [len(shared)] + sorted(shared.values(), reverse=True)[:3]


def concentrated(ready):
    category, pairs = ready["category"], []
    for investor in range(ready["size"]):
        counts = {}
        for company in ready["invest"].successor_indices(investor):
            counts[category[company]] = counts.get(category[company], 0) + 1
        pairs += [investor for market, number in counts.items() if market >= 0 and number >= 2]
    return [len(pairs), len(set(pairs))]


def rival_holdings(ready):
    backers = [None] * ready["size"]
    total = 0
    for one, two in ready["rivals"]:
        for at in (one, two):
            if backers[at] is None:
                backers[at] = set(ready["invest"].predecessor_indices(at))
        total += len(backers[one] & backers[two])
    return total


def money_cycles(ready):
    """Simple cycles have no bound on their length here: neighbours walked by hand, from the smallest entity on."""
    money, marks, numbers = ready["money"], ready["marks"], [0, 0, 0]
    after = [money.successor_indices(at) for at in range(ready["size"])]
    for start in range(ready["size"]):
        for one in after[start]:
            if one < start:
                continue
            first = marks[start, one]
            for two in after[one]:
                if two < start:
                    continue
                second = first | marks[one, two]
                if two == start:
                    numbers[0] += second == 3
                    continue
                home = marks.get((two, start))
                if home:
                    numbers[1] += second | home == 3
                for three in after[two]:
                    if three > start and three != one:
                        home = marks.get((three, start))
                        if home:
                            numbers[2] += second | marks[two, three] | home == 3
    return numbers


def dominators(ready, start):
    tree = rx.immediate_dominators(ready["supply"], start)
    return [len({start} | tree.keys()), sum(1 for at, above in tree.items() if above == start and at != start)]


def graphml(ready):
    with tempfile.NamedTemporaryFile(suffix=".graphml") as file:
        rx.write_graphml(ready["whole"], file.name)
    return [ready["whole"].num_edges(), ready["whole"].num_nodes()]


def around(ready, middle):
    whole, near = ready["whole"], {middle}
    for _ in range(2):
        near |= {
            other for at in near for side in (whole.successor_indices(at), whole.predecessor_indices(at)) for other in side
        }
    pairs = {(at, other) for at in near for other in whole.successor_indices(at) if other in near}
    return dot(sorted(near), sorted(pairs), ready["names"])


def hops(ready, start, goal):
    return int(rx.digraph_dijkstra_shortest_path_lengths(ready["supply"], start, lambda _: 1.0, goal=goal)[goal])


def tasks(ready, choices):
    backers = lambda at: set(ready["invest"].predecessor_indices(at))
    one, two, three = choices["t1"]
    return {
        "t1a": lambda: len(backers(one) & backers(two)),
        "t1b": lambda: len(backers(one) & backers(two) & backers(three)),
        "t2a": lambda: companions(ready, choices["t2a"]),
        "t2b": lambda: companions(ready, choices["t2b"]),
        "t3a": lambda: concentrated(ready),
        "t3b": lambda: rival_holdings(ready),
        "t5a": lambda: len(rx.descendants(ready["supply"], choices["supplier"])),
        "t5b": lambda: hops(ready, *choices["chain"]),
        "t5c": lambda: dominators(ready, choices["supplier"]),
        "t7": lambda: around(ready, choices["around"]),
        "t6": lambda: graphml(ready),
        "t4": lambda: money_cycles(ready),
    }


if __name__ == "__main__":
    main(load, tasks)
