"""Holds the graph measures of `dealgraph groups` against NetworkX, on the same legs.

Usage: python3 tests/python/measures.py [DEALGRAPH] [ARGUMENT ...]

DEALGRAPH is the program to ask (default: target/debug/dealgraph); further arguments go to both commands, for
example `--data my-book` or `--no-rollup`. Needs networkx with numpy and scipy. Exit status: 0 all agree, 1 something differs.

The graph is built here from `dealgraph list legs --format ndjson` alone, so nothing but the legs is shared with
the program under test:

- a tie joins two entities with a leg between them, either way; rivalry makes no tie;
- a tie weighs as many deals as join the two;
- page rank follows the direction of legs, parallel ones counted once.
"""

import json
import subprocess
import sys
from collections import defaultdict

import networkx as nx

FLOWS = [None, "money", "goods", "equity", "rights", "control"]
TOLERANCE = 1e-7
# Communities are found by different methods, so only their quality is compared: ours may not be worse by more.
MODULARITY_MARGIN = 0.02


def ask(program, *arguments):
    """Runs the program and returns what it prints."""
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def graphs(legs):
    """Builds the undirected graph weighted by deals, and the directed one, of some legs."""
    deals = defaultdict(set)
    directed = nx.DiGraph()
    for leg in legs:
        deals[frozenset((leg["from"], leg["to"]))].add(leg["deal"])
        directed.add_edge(leg["from"], leg["to"])
    undirected = nx.Graph()
    undirected.add_nodes_from(sorted(directed))
    for ends, joined in sorted(deals.items(), key=lambda item: sorted(item[0])):
        one, two = sorted(ends)
        undirected.add_edge(one, two, weight=len(joined))
    return undirected, directed


def differences(answer, legs):
    """Yields every difference between an answer and what NetworkX computes from the legs."""
    undirected, directed = graphs(legs)
    members = {member["entity"]: member for member in answer["members"]}
    if set(members) != set(undirected):
        yield f"entities: {sorted(set(members) ^ set(undirected))}"
        return
    expected = {
        "degree": dict(undirected.degree()),
        "deals": dict(undirected.degree(weight="weight")),
        "betweenness": nx.betweenness_centrality(undirected),
        "page_rank": nx.pagerank(directed, alpha=0.85, tol=1e-13, max_iter=10_000, weight=None),
        "core": nx.core_number(undirected),
    }
    for measure, values in expected.items():
        for entity, value in values.items():
            if abs(members[entity][measure] - value) > TOLERANCE:
                yield f"{measure} of {entity}: {members[entity][measure]}, NetworkX says {value}"
    communities = [set(community) for community in answer["communities"]]
    modularity = nx.community.modularity(undirected, communities, weight="weight")
    # Told to four places, cut towards zero.
    if abs(modularity - float(answer["modularity"])) > 1.01e-4:
        yield f"modularity: {answer['modularity']}, NetworkX says {modularity}"
    best = max(
        nx.community.modularity(undirected, nx.community.louvain_communities(undirected, seed=seed), weight="weight")
        for seed in range(10)
    )
    if modularity < best - MODULARITY_MARGIN:
        yield f"communities: modularity {modularity}, Louvain of NetworkX finds {best}"


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "target/debug/dealgraph"
    further = sys.argv[2:]
    lines = ask(program, "list", "legs", "--format", "ndjson", *further).splitlines()
    every = [leg for leg in map(json.loads, lines) if leg["kind"] != "Rivalry"]
    assert every, "the book has legs"
    differ = 0
    for flow in FLOWS:
        legs = [leg for leg in every if flow is None or leg["flow"].lower() == flow]
        only = ["--flow", flow] if flow else []
        answer = json.loads(ask(program, "groups", "--format", "json", *only, *further))["answer"]
        found = list(differences(answer, legs))
        differ += len(found)
        for difference in found:
            print(f"{flow or 'any flow'}: {difference}", file=sys.stderr)
        print(f"{flow or 'any flow'}: {len(answer['members'])} entities, {len(legs)} legs, {len(found)} differences")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
