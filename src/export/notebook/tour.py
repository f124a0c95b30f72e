# %% [markdown]
# **A web of deals.**
# This notebook reads the bundle that it stands beside: tables as CSV, the graph as node-link JSON, and
# `answers.json`, what dealgraph itself found. It reckons the same anew and checks that both agree.
# `README.md` says what every column means. Needs pandas, NetworkX 3.4 or later and matplotlib.
# %%
import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd

HERE = Path(".")
answers = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))


def table(name):
    """One table; whole numbers stay whole, absent stays absent."""
    texts = pd.read_csv(HERE / "csv" / f"{name}.csv", dtype="string", keep_default_na=False, na_values=[""])
    for column in texts:
        if column.endswith(("_lower", "_upper")) or column == "position":
            texts[column] = texts[column].astype("Int64")
    return texts


entities, deals, parties, sources = map(table, ["entities", "deals", "parties", "sources"])
{name: len(rows) for name, rows in dict(entities=entities, deals=deals, parties=parties, sources=sources).items()}
# %% [markdown]
# **Money.** Amounts are intervals of minor units (cents). Each dollar counts once: rows that the view sees and
# that no other deal counts in the place of.
# %%
counted = deals[(deals["seen"] == "true") & deals["counted_in"].isna() & deals["money_currency"].notna()]
levels = [f"{level}_{end}" for level in ("firm", "committed", "headline") for end in ("lower", "upper")]
money = counted.groupby("money_currency")[levels].sum(min_count=1)
money
# %%
for line in answers["stats"]["whole"]:
    row = money.loc[line["currency"]]
    for level in ("firm", "committed", "headline"):
        assert int(row[f"{level}_lower"]) == line[level]["lower"], (line["currency"], level)
        if line[level]["upper"] is not None:
            assert int(row[f"{level}_upper"]) == line[level]["upper"], (line["currency"], level)
print("totals agree with dealgraph stats")
# %%
# In dollars, or where there are none in the currency of the most deals.
deals_in = counted["money_currency"].value_counts().to_dict()
currency = "USD" if "USD" in deals_in else max(sorted(deals_in), key=deals_in.get, default=None)
years = counted[counted["money_currency"] == currency].assign(year=lambda rows: rows["announced"].str[:4]).dropna(subset=["year"])
if years.empty:
    print("no deal with an amount has a date")
else:
    billion = 10 ** (9 + next(line["decimals"] for line in answers["stats"]["whole"] if line["currency"] == currency))
    by_year = years.groupby("year")[["firm_lower", "committed_lower", "headline_upper"]].sum() / billion
    ax = by_year.astype(float).plot.bar(figsize=(10, 4), color=["#1f77b4", "#ff7f0e", "#c7c7c7"])
    ax.set(ylabel=f"{currency} bn", title="Deals by year: surely paid, surely promised, at most spoken of")
    ax.figure.tight_layout()
    plt.show()
# %% [markdown]
# **The web.** Nodes are entities, edges are legs: what moves from one party to another.
# %%
graph = nx.node_link_graph(json.loads((HERE / "graph.json").read_text(encoding="utf-8")), edges="edges")
assert graph.number_of_nodes() == answers["graph"]["nodes"]
assert graph.number_of_edges() == answers["graph"]["edges"]
print(graph)
# %%
busy = sorted(graph.degree, key=lambda item: (-item[1], item[0]))[:40]
core = graph.subgraph([node for node, _ in busy])
place = nx.spring_layout(nx.Graph(core), seed=7, k=0.6)
kinds = sorted({kind for _, kind in core.nodes(data="kind")})
palette = dict(zip(kinds, plt.get_cmap("tab10").colors))
fig, ax = plt.subplots(figsize=(12, 9))
nx.draw_networkx_edges(core, place, ax=ax, alpha=0.15, arrowsize=6)
nx.draw_networkx_nodes(core, place, ax=ax, node_size=[12 * graph.degree(node) for node in core], node_color=[palette[core.nodes[node]["kind"]] for node in core])
nx.draw_networkx_labels(core, place, {node: core.nodes[node]["label"] for node in core}, font_size=7, ax=ax)
ax.set_title("The forty busiest entities")
ax.axis("off")
plt.show()
# %% [markdown]
# **Who backs two or more?** Investors are those from whom money of an Investment moves.
# %%
holders = defaultdict(set)
for investor, company, leg in graph.edges(data=True):
    if leg["kind"] == "Investment" and leg["flow"] == "Money":
        holders[company].add(investor)
backed = defaultdict(list)
for company in sorted(holders):
    for investor in holders[company]:
        backed[investor].append(company)
several = {investor: companies for investor, companies in sorted(backed.items()) if len(companies) > 1}
assert several == answers["backers_of_two"], "the two reckonings differ"
ranked = sorted(several.items(), key=lambda item: (-len(item[1]), item[0]))
pd.DataFrame([(investor, len(companies), ", ".join(companies)) for investor, companies in ranked], columns=["investor", "backs", "companies"]).head(20)
# %% [markdown]
# **Co-investors**: pairs that hold two companies or more in common.
# %%
shared = defaultdict(int)
for investors in holders.values():
    for pair in combinations(sorted(investors), 2):
        shared[pair] += 1
pairs = sorted([one, two, count] for (one, two), count in shared.items() if count > 1)
assert pairs == answers["co_investors"], "the two reckonings differ"
pd.DataFrame(pairs, columns=["one", "two", "in common"]).sort_values("in common", ascending=False, kind="stable").head(20)
# %% [markdown]
# **Money both ways**: pairs between which money moves in both directions by different deals.
# %%
moves = defaultdict(set)
for giver, taker, leg in graph.edges(data=True):
    if leg["flow"] == "Money":
        moves[giver, taker].add(leg["deal"])
loops = sorted([one, two] for (one, two), out in moves.items() if one < two and (back := moves.get((two, one))) and len(out | back) > 1)
assert loops == answers["money_both_ways"], "the two reckonings differ"
pd.DataFrame([(one, two, ", ".join(sorted(moves[one, two])), ", ".join(sorted(moves[two, one]))) for one, two in loops], columns=["one", "two", "out", "back"])
# %% [markdown]
# All reckonings agree with dealgraph's own.
