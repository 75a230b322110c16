"""`python -m civicmap`."""

from civicmap.cli.main import run

if __name__ == "__main__":
    run()
