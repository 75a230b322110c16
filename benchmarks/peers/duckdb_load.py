"""A CSV into a database as its texts, and nothing more: what DuckDB does best.

python benchmarks/peers/duckdb_load.py FILE.csv STORE
"""

import sys

import duckdb

SOURCE, STORE = sys.argv[1:]
with duckdb.connect(STORE) as connection:
    connection.execute(f"CREATE OR REPLACE TABLE answers AS SELECT * FROM read_csv('{SOURCE}', all_varchar=true)")
