"""Writes the generator's deals as a table that `dealgraph import deals-csv` reads, with the mapping that it wants.

to_csv.py FOLDER                 FOLDER/deals.csv -> FOLDER/csv/{deals.csv,deals.map}

The same rows as the generator's, with the kinds of deals by their names, and amounts only where a kind has them.
"""
import os
import sys

import polars as pl

from to_ron import DEALS, WITHOUT_AMOUNT

MAPPING = "currency := USD\nstatus := Closed\nsource := Register\n"


def main(folder):
    out = os.path.join(folder, "csv")
    os.makedirs(out, exist_ok=True)
    kind = pl.col("kind")
    amount = pl.when(kind.is_in(WITHOUT_AMOUNT)).then(None).otherwise(pl.col("amount"))
    pl.scan_csv(os.path.join(folder, "deals.csv"), try_parse_dates=False).select(
        pl.concat_str(pl.lit("e"), pl.col("src")).alias("from"),
        pl.concat_str(pl.lit("e"), pl.col("dst")).alias("to"),
        kind.replace_strict({name: parts[0] for name, parts in DEALS.items()}, return_dtype=pl.String),
        amount.alias("amount"),
        pl.col("date"),
    ).sink_csv(os.path.join(out, "deals.csv"))
    with open(os.path.join(out, "deals.map"), "w") as mapping:
        mapping.write(MAPPING)


if __name__ == "__main__":
    main(sys.argv[1])
