"""Counts of every answer by region from a Parquet file, a query for each question: what DuckDB does best.

python benchmarks/peers/duckdb_crosstab.py FILE.parquet
"""

import sys

import duckdb

SOURCE = sys.argv[1]
NAMES = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM '{SOURCE}'").fetchall()]
for name in NAMES:
    if name.startswith("q"):
        print(duckdb.sql(f"SELECT region, \"{name}\", count(*) FROM '{SOURCE}' GROUP BY ALL").fetchall())
