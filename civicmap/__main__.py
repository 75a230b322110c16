"""`python -m civicmap`, and the `civicmap` script."""

import gc

# Nearly all that a command makes lives until it ends: the collector would look at it two hundred times in vain, and first
# while the rest is imported.
gc.set_threshold(500_000, 20, 50)

from civicmap.cli.main import run  # noqa: E402 - as said above

if __name__ == "__main__":
    run()
