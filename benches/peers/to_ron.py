"""Writes the generator's two tables as a dealgraph book: three RON files, one record a line.

to_ron.py FOLDER                 FOLDER/companies.csv, deals.csv -> FOLDER/ron/{entities,sources,deals}.ron

Each row is one deal, Closed, with one source. The rows are read and written in slices, so memory stays small.
"""
import os
import sys
import time

import polars as pl

# kind -> (kind of deal, role of src, role of dst)
DEALS = {
    "invest": ("Investment", "Investor", "Investee"),
    "supply": ("Supply", "Supplier", "Customer"),
    "compete": ("Rivalry", "Rival", "Rival"),
    "acquire": ("Acquisition", "Acquirer", "Target"),
    "distribute": ("Distribution", "Maker", "Distributor"),
}
# Kinds that move no money state no amount: a book refuses one there.
WITHOUT_AMOUNT = ("compete",)
COUNTRIES = {"USA": "US", "GBR": "GB", "DEU": "DE", "JPN": "JP", "CHN": "CN", "IND": "IN", "FRA": "FR", "ISR": "IL"}
SLICE = 250_000


def write_lines(path, section, slices):
    """Writes one section of a book; `slices` are series of lines."""
    with open(path, "wb") as out:
        out.write(f"({section}:[\n".encode())
        for lines in slices:
            out.write("\n".join(lines.to_list()).encode())
            out.write(b"\n")
        out.write(b"])\n")


def entities(table):
    """One line an entity. Investors are funds; a company competes in its category."""
    category = pl.col("category").fill_null("")
    kind = pl.when(pl.col("kind") == "investor").then(pl.lit("Fund")).otherwise(pl.lit("Company"))
    markets = pl.when(category == "").then(pl.lit("")).otherwise(pl.concat_str(pl.lit(',markets:["'), category, pl.lit('"]')))
    line = pl.concat_str(
        pl.lit('(id:"e'), pl.col("id"), pl.lit('",name:"'), pl.col("name"), pl.lit('",kind:'), kind, markets,
        pl.lit(',country:"'), pl.col("country").replace_strict(COUNTRIES), pl.lit('"),'),
    )
    return table.select(line.alias("line"))["line"]


def deals(table, first):
    """One line a deal; `first` is the number of the first row."""
    kind = pl.col("kind")
    column = lambda place: kind.replace_strict({name: parts[place] for name, parts in DEALS.items()}, return_dtype=pl.String)
    amount = (
        pl.when(kind.is_in(WITHOUT_AMOUNT)).then(pl.lit(""))
        .otherwise(pl.concat_str(pl.lit(',amount:"USD '), pl.col("amount"), pl.lit('"')))
    )
    line = pl.concat_str(
        pl.lit('(id:"d'), pl.col("row"), pl.lit('",kind:'), column(0), pl.lit(',title:"'), kind, pl.lit('",parties:[(who:"e'),
        pl.col("src"), pl.lit('",role:'), column(1), pl.lit('),(who:"e'), pl.col("dst"), pl.lit('",role:'), column(2),
        pl.lit(')],announced:"'), pl.col("date"), pl.lit('"'), amount, pl.lit(',status:Closed,claims:[(source:"s")]),'),
    )
    return table.with_row_index("row", offset=first).select(line.alias("line"))["line"]


def slices(path, to_lines):
    table = pl.scan_csv(path, try_parse_dates=False)
    first = 0
    while True:
        part = table.slice(first, SLICE).collect()
        if part.is_empty():
            return
        yield to_lines(part, first)
        first += len(part)


def main(folder):
    begun = time.perf_counter()
    out = os.path.join(folder, "ron")
    os.makedirs(out, exist_ok=True)
    path = lambda name: os.path.join(out, name)
    write_lines(path("entities.ron"), "entities", slices(os.path.join(folder, "companies.csv"), lambda it, _: entities(it)))
    with open(path("sources.ron"), "w") as sources:
        sources.write('(sources:[(id:"s",title:"Register",publisher:"Register",date:"2026",kind:Filing)])\n')
    write_lines(path("deals.ron"), "deals", slices(os.path.join(folder, "deals.csv"), deals))
    size = sum(os.path.getsize(path(name)) for name in os.listdir(out))
    print(f"{out}: {size / 1e6:.1f} MB in {time.perf_counter() - begun:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
