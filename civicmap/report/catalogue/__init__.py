"""The tables of a report, one file each; `all_tables` knows their order."""
