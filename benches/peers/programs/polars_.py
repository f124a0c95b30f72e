"""Polars: data frames in memory, every task as joins."""
import polars as pl

from harness import Data, dot, main


def load(data: Data):
    deals, companies = pl.read_csv(data.deals), pl.read_csv(data.companies)
    of = lambda kind: deals.filter(pl.col("kind") == kind).select("src", "dst").unique()
    invest, supply = of("invest").sort("dst", "src"), of("supply").sort("src", "dst")
    rivals = of("compete").select(pl.min_horizontal("src", "dst").alias("one"), pl.max_horizontal("src", "dst").alias("two")).unique()
    paid = pl.concat([invest.with_columns(mark=pl.lit(1, pl.Int8)),
                      supply.select(pl.col("dst").alias("src"), pl.col("src").alias("dst"), pl.lit(2, pl.Int8).alias("mark"))])
    money = paid.group_by("src", "dst").agg(pl.col("mark").sum())  # each mark at most once: the sum is the union
    for _ in range(2):  # Whoever nobody pays, or who pays nobody, is in no cycle.
        paid, paying = money.select(src="dst").unique(), money.select(dst="src").unique()
        money = money.join(paid, on="src", how="semi").join(paying, on="dst", how="semi")
    market = companies.filter(pl.col("category") != "").select(pl.col("id").alias("dst"), "category")
    return dict(deals=deals, companies=companies, invest=invest, supply=supply, rivals=rivals, money=money, market=market)


def common(ready, companies):
    held = ready["invest"].filter(pl.col("dst").is_in(companies)).group_by("src").len()
    return held.filter(pl.col("len") == len(companies)).height


def companions(ready, investor):
    invest = ready["invest"]
    mine = invest.filter(pl.col("src") == investor).select("dst")
    shared = invest.join(mine, on="dst", how="semi").filter(pl.col("src") != investor).group_by("src").len()
    return [shared.height] + shared.sort("len", "src", descending=[True, False])["len"].head(3).to_list()


def concentrated(ready):
    pairs = ready["invest"].join(ready["market"], on="dst").group_by("src", "category").len().filter(pl.col("len") >= 2)
    return [pairs.height, pairs["src"].n_unique()]


def rival_holdings(ready):
    invest = ready["invest"]
    one = ready["rivals"].join(invest.rename({"dst": "one"}), on="one")
    return one.join(invest, left_on=["two", "src"], right_on=["dst", "src"], how="inner").height


def money_cycles(ready):
    money = ready["money"]
    two = money.filter(pl.col("src") < pl.col("dst")).rename({"src": "a", "dst": "b", "mark": "m"})
    hop = lambda name: money.rename({"src": "at", "dst": name, "mark": "x"})
    home = money.rename({"src": "last", "dst": "a", "mark": "x"})
    either = lambda table: table.with_columns(m=pl.col("m") | pl.col("x")).drop("x")
    closed = lambda table, last: either(table.join(home, left_on=[last, "a"], right_on=["last", "a"])).filter(pl.col("m") == 3).height
    three = either(two.join(hop("c"), left_on="b", right_on="at").filter(pl.col("c") > pl.col("a")))
    # The fourth pays the first: join on what pays an `a` at all, before the rows are made.
    four = either(three.lazy().join(hop("d").lazy(), left_on="c", right_on="at")
                  .filter((pl.col("d") > pl.col("a")) & (pl.col("d") != pl.col("b"))).collect())
    return [closed(two, "b"), closed(three, "c"), closed(four, "d")]


def walk(ready, start, goal=None):
    supply = ready["supply"]
    seen = front = pl.DataFrame({"src": [start]})
    hops = 0
    while front.height:
        hops += 1
        front = supply.join(front, on="src", how="semi").select(pl.col("dst").alias("src")).unique().join(seen, on="src", how="anti")
        seen = pl.concat([seen, front])
        if goal is not None and goal in front["src"]:
            return hops
    return seen.height - 1


def graphml(ready):
    escaped = pl.col("name").str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
    node = pl.format('<node id="e{}"><data key="name">{}</data></node>', "id", escaped)
    edge = pl.format('<edge source="e{}" target="e{}"><data key="kind">{}</data><data key="amount">{}</data><data key="date">{}</data></edge>',
                     "src", "dst", "kind", "amount", "date")
    nodes, edges = ready["companies"].select(node).to_series(), ready["deals"].select(edge).to_series()
    text = nodes.str.join("\n")[0] + edges.str.join("\n")[0]
    assert text
    return [len(edges), len(nodes)]


def around(ready, middle):
    deals, near = ready["deals"], [middle]
    for _ in range(2):
        out = deals.filter(pl.col("src").is_in(near))["dst"]
        back = deals.filter(pl.col("dst").is_in(near))["src"]
        near = pl.concat([pl.Series(near), out, back]).unique().to_list()
    named = ready["companies"].filter(pl.col("id").is_in(near)).select("id", "name").rows()
    pairs = deals.filter(pl.col("src").is_in(near) & pl.col("dst").is_in(near)).select("src", "dst").unique().sort("src", "dst")
    names = dict(named)
    return dot(sorted(names), pairs.rows(), names)


def tasks(ready, choices):
    return {
        "t1a": lambda: common(ready, choices["t1"][:2]),
        "t1b": lambda: common(ready, choices["t1"]),
        "t2a": lambda: companions(ready, choices["t2a"]),
        "t2b": lambda: companions(ready, choices["t2b"]),
        "t3a": lambda: concentrated(ready),
        "t3b": lambda: rival_holdings(ready),
        "t5a": lambda: walk(ready, choices["supplier"]),
        "t5b": lambda: walk(ready, *choices["chain"]),
        "t7": lambda: around(ready, choices["around"]),
        "t6": lambda: graphml(ready),
        "t4": lambda: money_cycles(ready),
    }


if __name__ == "__main__":
    main(load, tasks)
