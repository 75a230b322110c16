"""The floor of any command line made with typer: two commands that do nothing."""

from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command()
def hello(name: Annotated[str, typer.Option("--name", help="Whom to greet.")] = "you") -> None:
    """Print a name."""
    typer.echo(name)


@app.command()
def again(name: Annotated[str, typer.Option("--name", help="Whom to greet.")] = "you") -> None:
    """Print it again."""
    typer.echo(name)


if __name__ == "__main__":
    app()
