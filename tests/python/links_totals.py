"""Reads a node-link file of the dialect `links` with the NetworkX at hand and prints its counts and sums."""

import json
import sys

import networkx as nx

from totals import totals

graph = nx.node_link_graph(json.load(open(sys.argv[1], encoding="utf-8")))
print(json.dumps(totals(graph.number_of_nodes(), (data for *_, data in graph.edges(data=True)))))
