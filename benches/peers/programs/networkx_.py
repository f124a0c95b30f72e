"""NetworkX: one multigraph of everything, and simple graphs of each kind for the tasks on one kind."""
import csv
import io

import networkx as nx

from harness import Data, dot, main


def load(data: Data):
    size, src, dst, kind, category, names = data.arrays()
    src, dst, kind = src.tolist(), dst.tolist(), kind.tolist()
    whole = nx.MultiDiGraph()
    whole.add_nodes_from((at, {"name": name}) for at, name in enumerate(names))
    with open(data.deals, newline="") as file:
        rows = csv.DictReader(file)
        whole.add_edges_from((int(row["src"]), int(row["dst"]), {"kind": row["kind"], "amount": int(row["amount"]), "date": row["date"]}) for row in rows)
    graphs = [nx.DiGraph() for _ in range(3)]
    for at, graph in enumerate(graphs):
        graph.add_edges_from((one, two) for one, two, it in zip(src, dst, kind) if it == at)
    # compete is stage 2 of KINDS: both directions are one pair.
    graphs[2] = nx.Graph(graphs[2])
    money = nx.DiGraph()
    for one, two, it in zip(src, dst, kind):
        if it < 2:
            one, two = (one, two) if it == 0 else (two, one)
            money.add_edge(one, two)
            money[one][two]["mark"] = money[one][two].get("mark", 0) | (1 << it)
    return dict(whole=whole, invest=graphs[0], supply=graphs[1], rivals=graphs[2], money=money, category=category.tolist(), names=names)


def companions(ready, investor):
    graph, shared = ready["invest"], {}
    for company in graph._succ[investor]:
        for other in graph._pred[company]:
            shared[other] = shared.get(other, 0) + 1
    shared.pop(investor, None)
    return [len(shared)] + sorted(shared.values(), reverse=True)[:3]


def concentrated(ready):
    category, pairs = ready["category"], []
    for investor, companies in ready["invest"]._succ.items():
        counts = {}
        for company in companies:
            counts[category[company]] = counts.get(category[company], 0) + 1
        pairs += [investor for market, number in counts.items() if market >= 0 and number >= 2]
    return [len(pairs), len(set(pairs))]


def rival_holdings(ready):
    backers = ready["invest"]._pred
    none = {}
    return sum(len(backers.get(one, none).keys() & backers.get(two, none).keys()) for one, two in ready["rivals"].edges)


def money_cycles(ready):
    numbers, money = [0, 0, 0], ready["money"]
    for cycle in nx.simple_cycles(money, length_bound=4):
        marks = [money[one][two]["mark"] for one, two in zip(cycle, cycle[1:] + cycle[:1])]
        union = 0
        for mark in marks:
            union |= mark
        if union == 3:
            numbers[len(cycle) - 2] += 1
    return numbers


def dominators(ready, start):
    tree = nx.immediate_dominators(ready["supply"], start)
    return [len({start} | tree.keys()), sum(1 for at, above in tree.items() if above == start and at != start)]


def graphml(ready):
    out = io.BytesIO()
    nx.write_graphml_xml(ready["whole"], out)
    return [ready["whole"].number_of_edges(), ready["whole"].number_of_nodes()]


def around(ready, middle):
    near = nx.ego_graph(ready["whole"], middle, radius=2, undirected=True)
    return dot(list(near), list({(one, two) for one, two in near.edges()}), ready["names"])


def tasks(ready, choices):
    backers, supply = ready["invest"]._pred, ready["supply"]
    one, two, three = choices["t1"]
    return {
        "t1a": lambda: len(backers[one].keys() & backers[two].keys()),
        "t1b": lambda: len(backers[one].keys() & backers[two].keys() & backers[three].keys()),
        "t2a": lambda: companions(ready, choices["t2a"]),
        "t2b": lambda: companions(ready, choices["t2b"]),
        "t3a": lambda: concentrated(ready),
        "t3b": lambda: rival_holdings(ready),
        "t5a": lambda: len(nx.descendants(supply, choices["supplier"])),
        "t5b": lambda: nx.shortest_path_length(supply, *choices["chain"]),
        "t5c": lambda: dominators(ready, choices["supplier"]),
        "t7": lambda: around(ready, choices["around"]),
        "t6": lambda: graphml(ready),
        "t4": lambda: money_cycles(ready),
    }


if __name__ == "__main__":
    main(load, tasks)
