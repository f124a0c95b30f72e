"""Ladybug, the successor of Kùzu: every task in Cypher. Its data lie in a folder that is removed at the end."""
import os
import tempfile

import ladybug
import polars as pl

from harness import Data, dot, main


def load(data: Data):
    folder = tempfile.TemporaryDirectory()
    db = ladybug.Connection(ladybug.Database(os.path.join(folder.name, "web")))
    db.execute("call var_length_extend_max_depth=200")
    db.execute("create node table E(id int64 primary key, name string, kind string, category string, country string)")
    db.execute(f"copy E from '{data.companies}' (header=true, parallel=false)")
    deals = pl.read_csv(data.deals)
    for kind in ("invest", "supply", "compete", "acquire", "distribute"):
        db.execute(f"create rel table {kind}(from E to E, amount int64, day string)")
        path = os.path.join(folder.name, kind + ".csv")
        deals.filter(pl.col("kind") == kind).drop("kind").write_csv(path)
        db.execute(f"copy {kind} from '{path}' (header=true, parallel=false)")
    names = dict(pl.read_csv(data.companies).select("id", "name").rows())
    return dict(db=db, folder=folder, names=names)


def tasks(ready, choices):
    def rows(text):
        result, found = ready["db"].execute(text), []
        while result.has_next():
            found.append(result.get_next())
        return found

    def common(them):
        paths = ", ".join(f"(x)-[:invest]->(c{at}:E {{id: {it}}})" for at, it in enumerate(them))
        return rows(f"match {paths} return count(distinct x.id)")[0][0]

    def companions(investor):
        found = rows(f"""match (me:E {{id: {investor}}})-[:invest]->(c:E)<-[:invest]-(x:E) where x.id <> {investor}
            with x.id as other, count(distinct c.id) as n return n order by n desc, other""")
        return [len(found)] + [number for number, in found[:3]]

    def concentrated():
        return rows("""match (x:E)-[:invest]->(c:E) where c.category <> '' with x.id as x, c.category as m, count(distinct c.id) as n
            where n >= 2 return count(*), count(distinct x)""")[0]

    def rival_holdings():
        return rows("""match (a:E)-[:compete]->(b:E) with distinct a, b match (x:E)-[:invest]->(a), (x)-[:invest]->(b)
            with distinct x.id as x, a.id as a, b.id as b return count(*)""")[0][0]

    def reach(start):
        return rows(f"match (a:E {{id: {start}}})-[:supply* shortest 1..200]->(b:E) where b.id <> {start} return count(distinct b.id)")[0][0]

    def hops(start, goal):
        return rows(f"match p = (a:E {{id: {start}}})-[:supply* shortest 1..200]->(b:E {{id: {goal}}}) return length(p) limit 1")[0][0]

    def around(middle):
        near = {middle} | {at for at, in rows(f"match (a:E {{id: {middle}}})-[*1..2]-(b:E) return distinct b.id")}
        inside = ",".join(map(str, sorted(near)))
        pairs = rows(f"match (a:E)-[]->(b:E) where list_contains([{inside}], a.id) and list_contains([{inside}], b.id) return distinct a.id, b.id")
        return dot(sorted(near), sorted(map(tuple, pairs)), ready["names"])

    return {
        "t1a": lambda: common(choices["t1"][:2]),
        "t1b": lambda: common(choices["t1"]),
        "t2a": lambda: companions(choices["t2a"]),
        "t2b": lambda: companions(choices["t2b"]),
        "t3a": concentrated,
        "t3b": rival_holdings,
        "t5a": lambda: reach(choices["supplier"]),
        "t5b": lambda: hops(*choices["chain"]),
        "t7": lambda: around(choices["around"]),
    }


if __name__ == "__main__":
    main(load, tasks)
