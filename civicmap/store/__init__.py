"""The one place that knows DuckDB: waves, replaced whole or not at all."""
