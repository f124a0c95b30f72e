#!/usr/bin/env python3
"""Opens every export of a dealgraph binary in the program it is meant for, and compares nodes, edges and money.

Usage: check_exports.py BINARY [--links-python PYTHON] [--node-modules DIR] [--schemas DIR]

`--links-python` names a Python with NetworkX 3.2; `--node-modules` a folder that holds Cytoscape.js; `--schemas` one
with graphml.xsd, gexf.xsd and those they import. Without them those checks fail. Exit status 0 when everything agrees.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import traceback
from decimal import Decimal
from pathlib import Path

import duckdb
import igraph
import networkx as nx
import pandas as pd
import polars as pl
import rustworkx as rx
from followthemoney import model
from lxml import etree

from totals import is_absent, totals

HERE = Path(__file__).parent


def agree(found, wanted):
    assert found == wanted, f"\n  found  {json.dumps(found)[:900]}\n  wanted {json.dumps(wanted)[:900]}"


class Check:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.export("bundle", "bundle")
        self.answers = json.loads((folder / "bundle/answers.json").read_text())
        self.wanted = self.answers["graph"]
        assert self.wanted["edges"] > 100 and self.wanted["money"]["USD"]["lower"] > 0, "an empty web proves nothing"

    def export(self, name, path, *more):
        path = self.folder / path
        subprocess.run([self.options.binary, "export", name, "-o", path, *more], check=True, capture_output=True)
        return path

    def networkx_node_link(self):
        graph = nx.node_link_graph(json.loads(self.export("node-link", "e.json").read_text()), edges="edges")
        assert graph.is_directed() and graph.is_multigraph()
        agree(totals(len(graph), (data for *_, data in graph.edges(data=True))), self.wanted)

    def networkx_3_2_links(self):
        path = self.export("node-link", "l.json", "--dialect", "links")
        out = subprocess.run([self.options.links_python, HERE / "links_totals.py", path], check=True, capture_output=True)
        agree(json.loads(out.stdout), self.wanted)

    def rustworkx_node_link(self):
        path = self.export("node-link", "r.json", "--dialect", "rustworkx")
        graph = rx.from_node_link_json_file(str(path))
        agree(totals(graph.num_nodes(), graph.edges()), self.wanted)

    def networkx_graphml(self):
        graph = nx.read_graphml(self.export("graphml", "g.graphml"), force_multigraph=True)
        agree(totals(len(graph), (data for *_, data in graph.edges(data=True))), self.wanted)
        assert all(isinstance(data["weight"], int) for *_, data in graph.edges(data=True))

    def igraph_graphml(self):
        graph = igraph.Graph.Read_GraphML(str(self.export("graphml", "g.graphml")))
        agree(totals(graph.vcount(), (edge.attributes() for edge in graph.es)), self.wanted)

    def rustworkx_graphml(self):
        graph = rx.read_graphml(str(self.export("graphml", "g.graphml")))[0]
        agree(totals(graph.num_nodes(), graph.edges()), self.wanted)

    def graphml_left_out(self):
        """What the lean dialect leaves out stands in the full one, and nothing else differs but that."""
        lean, full = (nx.read_graphml(self.export("graphml", f"{dialect}.graphml", "--dialect", dialect), force_multigraph=True)
                      for dialect in ("lean", "full"))
        agree(sorted(lean.nodes(data=True)), sorted(full.nodes(data=True)))
        whole, left_out = {key: data for *_, key, data in full.edges(keys=True, data=True)}, set()
        for *_, key, data in lean.edges(keys=True, data=True):
            assert data.items() <= whole[key].items(), key
            left_out |= set(whole[key]) - set(data)
        levels = {f"{level}_{end}" for level in ("firm", "committed", "headline") for end in ("lower", "upper")}
        agree(sorted(left_out), sorted(levels | {"amount", "announced", "symmetric"}))

    def graphml_facts(self):
        """What the GraphML schema asks: order, required attributes, name tokens, unique ids, declared keys."""
        space = "{http://graphml.graphdrawing.org/xmlns}"
        root = etree.parse(self.export("graphml", "g.graphml")).getroot()
        tags = [child.tag for child in root]
        agree(tags, [space + "key"] * (len(tags) - 1) + [space + "graph"])
        keys = {key.get("id"): key for key in root.iter(space + "key")}
        assert len(keys) == len(tags) - 1 and all(k.get("attr.type") in ("string", "long", "boolean") for k in keys.values())
        graph = root.find(space + "graph")
        assert graph.get("edgedefault") == "directed"
        nodes = [node.get("id") for node in graph.iter(space + "node")]
        edges = [edge.get("id") for edge in graph.iter(space + "edge")]
        token = lambda text: text and all(c.isalnum() or c in "._:-" for c in text)
        assert all(map(token, nodes + edges)) and len(set(nodes)) == len(nodes) and len(set(edges)) == len(edges)
        for edge in graph.iter(space + "edge"):
            assert edge.get("source") in set(nodes) and edge.get("target") in set(nodes)
        for data in root.iter(space + "data"):
            owner = data.getparent().tag.removeprefix(space)
            assert keys[data.get("key")].get("for") == owner

    def schemas(self):
        """GraphML 1.0 and GEXF 1.2draft against the schemas of their makers; no package ships that of GEXF 1.3."""
        for name in ("graphml", "gexf"):
            schema = etree.XMLSchema(etree.parse(Path(self.options.schemas) / f"{name}.xsd"))
            document = etree.parse(self.export(name, f"schema.{name}"))
            # The schema of GEXF means colours and sizes by their types in viz.xsd, but writes their elements down in
            # the space of the graph, where its own examples and every program have them in that of viz.
            for element in document.iter("{http://www.gexf.net/1.2draft/viz}*"):
                element.tag = element.tag.replace("/viz}", "}")
            schema.assertValid(document)
            # A schema that lets everything through would prove nothing.
            document.getroot().append(etree.Element(document.getroot().tag + "-no-such-element"))
            assert not schema.validate(document), name

    def networkx_gexf(self):
        graph = nx.read_gexf(self.export("gexf", "g.gexf"))
        agree(totals(len(graph), (data for *_, data in graph.edges(data=True))), self.wanted)

    def gexf_facts(self):
        """What the GEXF schema asks of both versions: spaces, unique ids, declared attributes, times in order."""
        for dialect, space in [("1.2draft", "http://www.gexf.net/1.2draft"), ("1.3", "http://gexf.net/1.3")]:
            root = etree.parse(self.export("gexf", "v.gexf", "--dialect", dialect)).getroot()
            assert root.tag == f"{{{space}}}gexf" and root.get("version") == dialect.removesuffix("draft")
            nodes = [node.get("id") for node in root.iter(f"{{{space}}}node")]
            edges = list(root.iter(f"{{{space}}}edge"))
            agree([len(set(nodes)), len({edge.get("id") for edge in edges})], [self.wanted["nodes"], self.wanted["edges"]])
            declared = {(group.get("class"), item.get("id")) for group in root.iter(f"{{{space}}}attributes") for item in group}
            for value in root.iter(f"{{{space}}}attvalue"):
                owner = etree.QName(value.getparent().getparent()).localname
                assert (owner, value.get("for")) in declared
            for edge in edges:
                assert {edge.get("source"), edge.get("target")} <= set(nodes) and float(edge.get("weight")) >= 1
                assert (edge.get("start") or "") <= (edge.get("end") or "9999")

    def gephi_csv(self):
        folder = self.export("gephi", "gephi")
        nodes, edges, merged = (pd.read_csv(folder / f"{name}.csv", dtype="string") for name in ("nodes", "edges", "edges-merged"))
        assert list(nodes)[:2] == ["Id", "Label"] and list(edges)[:6] == ["Source", "Target", "Id", "Label", "Weight", "Type"]
        rows = [{k: None if pd.isna(v) else v for k, v in row.items()} for row in edges.to_dict("records")]
        agree(totals(len(nodes), rows), self.wanted)
        agree(int(merged["Weight"].astype("int64").sum()), self.wanted["edges"])

    def cytoscape_js(self):
        path = self.export("cytoscape", "g.cyjs")
        modules = Path(self.options.node_modules).resolve()
        out = subprocess.run(["node", HERE / "open_cytoscape.js", path, modules], check=True, capture_output=True)
        agree(json.loads(out.stdout), self.wanted)

    def tables_by_pandas_polars_duckdb(self):
        """Money of deals, each dollar once, must be what `stats` says; legs in the graph what graph files hold."""
        wanted = {line["currency"]: line for line in self.answers["stats"]["whole"]}
        ends = [f"{level}_{end}" for level in ("firm", "committed", "headline") for end in ("lower", "upper")]

        def compare(rows, reader):
            found = {row["money_currency"]: row for row in rows}
            agree(sorted(found), sorted(wanted))
            for currency, line in wanted.items():
                for column in ends:
                    level, end = column.split("_")
                    if line[level][end] is not None:
                        assert int(found[currency][column]) == line[level][end], (reader, currency, column)

        deals = self.folder / "bundle/parquet/deals.parquet"
        sums = ", ".join(f"sum({column}) as {column}" for column in ends)
        kept = "seen and counted_in is null and money_currency is not null"
        query = f"select money_currency, {sums} from '{deals}' where {kept} group by money_currency"
        compare(duckdb.sql(query).df().to_dict("records"), "duckdb")
        frame = pl.read_parquet(deals).filter(pl.col("seen") & pl.col("counted_in").is_null() & pl.col("money_currency").is_not_null())
        compare(frame.group_by("money_currency").agg(pl.col(ends).sum()).to_dicts(), "polars")
        frame = pd.read_parquet(deals)
        frame = frame[frame["seen"] & frame["counted_in"].isna() & frame["money_currency"].notna()]
        frame = frame.astype({column: "Int64" for column in ends})
        compare(frame.groupby("money_currency")[ends].sum().reset_index().to_dict("records"), "pandas")
        legs = pl.read_parquet(self.folder / "bundle/parquet/legs.parquet").filter(pl.col("in_graph")).to_dicts()
        agree(totals(self.wanted["nodes"], legs), self.wanted)
        for path in sorted((self.folder / "bundle/csv").glob("*.csv")):
            texts = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""])
            same = pl.read_parquet(self.folder / f"bundle/parquet/{path.stem}.parquet")
            agree([len(texts), list(texts)], [len(same), same.columns])

    def findings_of_the_bundle(self):
        """The table and the JSON are the same findings, those that the program tells by its own commands among them."""
        data = json.loads((self.folder / "bundle/findings.json").read_text())
        table = pl.read_parquet(self.folder / "bundle/parquet/findings.parquet").to_dicts()
        agree([row["fingerprint"] for row in table], [finding["fingerprint"] for finding in data["findings"]])
        agree([json.loads(row["deals"]) for row in table], [finding["deals"] for finding in data["findings"]])
        out = subprocess.run([self.options.binary, "conflicts", "--severity", "note", "--format", "json"], capture_output=True)
        told = json.loads(out.stdout)["answer"]["findings"]
        by_rule = {finding["fingerprint"]: finding for finding in data["findings"]}
        assert told and all(by_rule[finding["fingerprint"]] == finding for finding in told)

    def followthemoney(self):
        records = [json.loads(line) for line in self.export("ftm", "f.json").read_text().splitlines()]
        ids, kinds, legs = set(), {}, {}
        for record in records:
            proxy = model.get_proxy(record)
            proxy.schema.validate(record)
            raw = {name: set(values) for name, values in record["properties"].items()}
            for name, values in raw.items():
                kept = set(proxy.get(name))
                # Web addresses are written anew by the package; every other value must come through.
                assert proxy.schema.get(name).type.name == "url" or len(kept) == len(values), (record["id"], name, values, kept)
            ids.add(record["id"])
            kinds[record["schema"]] = kinds.get(record["schema"], 0) + 1
        assert len(ids) == len(records), "ids are unique"
        for record in records:
            schema = model.get(record["schema"])
            for name, values in record["properties"].items():
                if schema.get(name).type.name == "entity":
                    assert set(values) <= ids, (record["id"], name)
        graph = nx.node_link_graph(json.loads((self.folder / "bundle/graph.json").read_text()), edges="edges")
        edges = {data["id"].replace(":", "."): data for *_, data in graph.edges(data=True)}
        exponents, seen = {"KRW": 0, "JPY": 0}, 0
        for record in records:
            amount = record["properties"].get("amount")
            if amount and record["id"] in edges:
                edge, currency = edges[record["id"]], record["properties"]["currency"][0]
                assert Decimal(amount[0]) * 10 ** exponents.get(currency, 2) == edge["money_lower"] == edge["money_upper"]
                seen += 1
        assert seen > 5 and {"Company", "Ownership", "Payment", "Debt", "Contract", "UnknownLink"} <= set(kinds), kinds
        agree(sum(n for kind, n in kinds.items() if model.get(kind).is_a("Thing") and kind != "Contract"), self.wanted["nodes"])

    def kuzu_who_backs_both(self):
        import kuzu

        folder = self.export("neo4j", "neo4j")
        database = kuzu.Connection(kuzu.Database(str(self.folder / "kuzu.db")))
        nodes = list(csv.DictReader(open(folder / "nodes.csv", encoding="utf-8", newline="")))
        edges = list(csv.DictReader(open(folder / "relationships.csv", encoding="utf-8", newline="")))
        database.execute("CREATE NODE TABLE Entity(id STRING PRIMARY KEY, name STRING)")
        database.execute("CREATE REL TABLE Leg(FROM Entity TO Entity, id STRING, type STRING, money_currency STRING, money_lower INT64, money_upper INT64)")
        # Kùzu wants bare columns in its own order; the cells are copied as they stand.
        names, rels = self.folder / "kuzu-nodes.csv", self.folder / "kuzu-rels.csv"
        with open(names, "w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows((node["id:ID"], node["name"]) for node in nodes)
        wanted = [":START_ID", ":END_ID", "id", ":TYPE", "money_currency", "money_lower:long", "money_upper:long"]
        with open(rels, "w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([edge[column] for column in wanted] for edge in edges)
        database.execute(f'COPY Entity FROM "{names}" (header=false)')
        database.execute(f'COPY Leg FROM "{rels}" (header=false)')
        columns = ["money_currency", "money_lower", "money_upper"]
        rows = database.execute("MATCH ()-[l:Leg]->() RETURN " + ", ".join(f"l.{column}" for column in columns)).get_as_df()
        rows = [{k: None if is_absent(v) else v for k, v in zip(columns, row)} for row in rows.itertuples(index=False)]
        count = database.execute("MATCH (e:Entity) RETURN count(*)").get_next()[0]
        agree(totals(count, rows), self.wanted)
        query = "MATCH (:Entity {id: 'openai'})<-[a:Leg]-(b:Entity)-[c:Leg]->(:Entity {id: 'anthropic'}) WHERE a.type = 'INVESTMENT_MONEY' AND c.type = 'INVESTMENT_MONEY' RETURN DISTINCT b.id ORDER BY b.id"
        found = [row[0] for row in database.execute(query).get_as_df().itertuples(index=False)]
        out = subprocess.run([self.options.binary, "backers", "openai", "anthropic", "--format", "json"], check=True, capture_output=True)
        agree(found, sorted(backer["investor"] for backer in json.loads(out.stdout)["answer"]["backers"]))
        assert found, "somebody backs both"

    def notebooks(self):
        for dialect, figures in [("tour", 2), ("blank", 1)]:
            path = self.export("notebook", f"bundle/{dialect}.ipynb", "--dialect", dialect)
            subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", path], check=True, capture_output=True)
            cells = json.loads(path.read_text())["cells"]
            outputs = [output for cell in cells for output in cell.get("outputs", [])]
            assert not any(output["output_type"] == "error" for output in outputs)
            drawn = sum("image/png" in output.get("data", {}) for output in outputs)
            assert drawn >= figures, f"{dialect}: {drawn} figures"

    def notebooks_of_small_books(self):
        entities = '(id: "a", name: "A", kind: Company), (id: "b", name: "B", kind: Company)'
        deal = """(id: "d", kind: Loan, title: "D", status: Closed, claims: [(source: "s")], amount: "JPY 5bn", DATE
            parties: [(who: "a", role: Lender), (who: "b", role: Borrower)])"""
        sources = '(id: "s", title: "S", publisher: "S", kind: News)'
        books = {"nothing": ("", ""), "nobody_deals": (entities, ""), "no_dates": (entities, deal.replace("DATE", ""))}
        books["no_dollars"] = (entities, deal.replace("DATE", 'announced: "2024-05",'))
        for name, (entities, deals) in books.items():
            book, bundle = self.folder / f"{name}.ron", self.folder / name
            book.write_text(f"(entities: [{entities}], deals: [{deals}], sources: [{sources}])")
            subprocess.run([self.options.binary, "export", "bundle", "--data", book, "-o", bundle], check=True, capture_output=True)
            for notebook in ["tour.ipynb", "blank.ipynb"]:
                command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", bundle / notebook]
                done = subprocess.run(command, capture_output=True, text=True)
                assert done.returncode == 0, f"{name}: {done.stderr[-900:]}"


CHECKS = [name for name, item in vars(Check).items() if not name.startswith("_") and name != "export" and callable(item)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=lambda text: str(Path(text).resolve()))
    parser.add_argument("--links-python", default="")
    parser.add_argument("--node-modules", default="")
    parser.add_argument("--schemas", default="")
    parser.add_argument("--only", nargs="*", default=CHECKS, choices=CHECKS)
    options = parser.parse_args()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        check = Check(options, Path(folder))
        print(f"{check.wanted['nodes']} nodes, {check.wanted['edges']} edges")
        for name in options.only:
            try:
                getattr(check, name)()
                print(f"agrees   {name}")
            except Exception as error:
                failed.append(name)
                said = getattr(error, "stderr", b"") or b""
                print(f"DIFFERS  {name}: {error}\n{said.decode(errors='replace')[-1500:]}{traceback.format_exc(limit=-2)}")
    print(f"{len(options.only) - len(failed)} of {len(options.only)} agree")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
