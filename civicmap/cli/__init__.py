"""The command line: one file per command, and main(), the only place that prints and exits."""
