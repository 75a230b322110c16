"""The same counts from the CSV, lazily and on all processors: what polars does best.

python benchmarks/peers/polars_crosstab.py FILE.csv
"""

import sys

import polars as pl

SURVEY = pl.read_csv(sys.argv[1], infer_schema=False).fill_null("")
for name in SURVEY.columns:
    if name.startswith("q"):
        print(SURVEY.group_by("region", name).len().sort("region", name).rows())
