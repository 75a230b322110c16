"""The cleaning log: problems out, cell by cell, and what a person says of them back in."""
