# %% [markdown]
# **An investigation.**
# The tables and the graph of the bundle beside this notebook are loaded; the questions are yours.
# `README.md` says what every column means.
# %%
import json
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd

HERE = Path(".")
tables = {path.stem: pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""]) for path in sorted((HERE / "csv").glob("*.csv"))}
graph = nx.node_link_graph(json.loads((HERE / "graph.json").read_text(encoding="utf-8")), edges="edges")
{name: len(rows) for name, rows in tables.items()}
# %% [markdown]
# **Whom is it about?** Put an id here; `tables["entities"]` lists them.
# %%
FOCUS = max(sorted(graph), key=graph.degree, default=None)
legs = [(source, target, leg["kind"], leg["flow"], leg["status"], leg["label"]) for source, target, leg in graph.edges(data=True) if FOCUS in (source, target)]
pd.DataFrame(legs, columns=["source", "target", "kind", "flow", "status", "deal"]).head(30)
# %%
near = nx.ego_graph(nx.Graph(graph), FOCUS) if FOCUS in graph else nx.Graph()
place = nx.spring_layout(near, seed=7)
fig, ax = plt.subplots(figsize=(10, 7))
nx.draw_networkx(near, place, ax=ax, labels={node: near.nodes[node]["label"] for node in near}, font_size=7, node_size=120, edge_color="#bbbbbb")
ax.axis("off")
plt.show()
# %% [markdown]
# **Notes**
# %%
