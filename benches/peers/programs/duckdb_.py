"""DuckDB: tables in memory, every task in SQL."""
import duckdb

from harness import Data, dot, main


def load(data: Data):
    db = duckdb.connect()
    quote = "quote='\"', header=true"
    db.execute(f"create table companies as from read_csv('{data.companies}', {quote})")
    db.execute(f"create table deals as from read_csv('{data.deals}', {quote})")
    db.execute("create table invest as select distinct src, dst from deals where kind = 'invest' order by dst, src")
    db.execute("create table supply as select distinct src, dst from deals where kind = 'supply' order by src, dst")
    db.execute("create table rivals as select distinct least(src, dst) one, greatest(src, dst) two from deals where kind = 'compete'")
    db.execute("""create table money as select src, dst, bit_or(mark) mark from (
        select src, dst, 1 mark from invest union all select dst, src, 2 from supply) group by all""")
    # Whoever nobody pays, or who pays nobody, is in no cycle.
    for _ in range(2):
        db.execute("delete from money where src not in (select dst from money) or dst not in (select src from money)")
    return db


T2 = """with mine as (select dst from invest where src = {0}),
    shared as (select src, count(*) n from invest join mine using (dst) where src <> {0} group by src)
    select n from shared order by n desc, src"""
T3A = """with pairs as (select i.src, c.category from invest i join companies c on c.id = i.dst
    where c.category is not null and c.category <> '' group by all having count(*) >= 2) select count(*), count(distinct src) from pairs"""
T3B = "select count(*) from rivals r join invest a on a.dst = r.one join invest b on b.dst = r.two and b.src = a.src"
REACH = """with recursive walk(id) as (select {0} union select s.dst from supply s join walk w on s.src = w.id)
    select count(*) - 1 from walk"""
T4 = """with two as (select a.src a, a.dst b, a.mark m from money a where a.src < a.dst),
    three as (select a, b, x.dst c, m | x.mark m from two join money x on x.src = b where x.dst > a),
    c2 as (select a, b from two join money h on h.src = b and h.dst = a where (m | h.mark) = 3),
    c3 as (select a, b, c from three join money h on h.src = c and h.dst = a where (m | h.mark) = 3),
    c4 as (select a, b, c, h.src d from three join money x on x.src = c join money h on h.src = x.dst and h.dst = a
        where x.dst > a and x.dst <> b and (m | x.mark | h.mark) = 3)
    select (select count(*) from c2), (select count(*) from c3), (select count(*) from c4)"""


def hops(db, start, goal):
    """A walk level by level: SQL's recursion would not stop at the goal."""
    db.execute("create or replace temp table seen(id bigint primary key); create or replace temp table front(id bigint)")
    db.execute(f"insert into seen values ({start}); insert into front values ({start})")
    for step in range(1, 10_000):
        db.execute("create or replace temp table front as select distinct s.dst as id from supply s join front f on s.src = f.id anti join seen n on n.id = s.dst")
        db.execute("insert into seen select id from front")
        found, size = db.execute(f"select count(*) filter (id = {goal}), count(*) from front").fetchone()
        if found:
            return step
        if not size:
            return None
    return None


def graphml(db):
    nodes = db.execute("""select '<node id="e' || id || '"><data key="name">' || replace(replace(name, '&', '&amp;'), '<', '&lt;')
        || '</data></node>' from companies""").fetchall()
    edges = db.execute("""select '<edge source="e' || src || '" target="e' || dst || '"><data key="kind">' || kind
        || '</data><data key="amount">' || amount || '</data></edge>' from deals""").fetchall()
    text = "\n".join([line for line, in nodes] + [line for line, in edges])
    assert text
    return [len(edges), len(nodes)]


def around(db, middle):
    near = f"{middle}"
    for _ in range(2):
        found = db.execute(f"""select distinct id from (select dst as id from deals where src in ({near})
            union all select src as id from deals where dst in ({near}) union all select unnest([{near}]))""").fetchall()
        near = ",".join(str(at) for at, in found)
    nodes = dict(db.execute(f"select id, name from companies where id in ({near})").fetchall())
    pairs = db.execute(f"select distinct src, dst from deals where src in ({near}) and dst in ({near})").fetchall()
    return dot(sorted(nodes), sorted(pairs), nodes)


def tasks(db, choices):
    one = lambda text: db.execute(text).fetchone()
    common = lambda them: one(f"select count(*) from (select src from invest where dst in ({','.join(map(str, them))}) group by src having count(*) = {len(them)})")[0]

    def companions(investor):
        rows = db.execute(T2.format(investor)).fetchall()
        return [len(rows)] + [number for number, in rows[:3]]

    return {
        "t1a": lambda: common(choices["t1"][:2]),
        "t1b": lambda: common(choices["t1"]),
        "t2a": lambda: companions(choices["t2a"]),
        "t2b": lambda: companions(choices["t2b"]),
        "t3a": lambda: list(one(T3A)),
        "t3b": lambda: one(T3B)[0],
        "t5a": lambda: one(REACH.format(choices["supplier"]))[0],
        "t5b": lambda: hops(db, *choices["chain"]),
        "t7": lambda: around(db, choices["around"]),
        "t6": lambda: graphml(db),
        "t4": lambda: list(one(T4)),
    }


if __name__ == "__main__":
    main(load, tasks)
