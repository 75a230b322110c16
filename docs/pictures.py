"""Make the pictures of the report's pages anew: `make pictures`. Needs LibreOffice and poppler; nothing else looks at them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

PICTURES: Final = Path(__file__).parent / "pictures"
PAGES: Final = {"summary": "Contents", "pillars": "in each band, by pillar", "findings": "with what they could be"}
"""What is called how, and the words by which its page is known."""
_DOTS: Final = 80  # an inch
_COLOURS: Final = 64


def main() -> int:
    """Run the demo, print its Word report, and keep three pages of it. Returns 0, or 1 where a page is not found."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(sys.executable, "-m", "civicmap", "demo", str(folder / "demo"), "--quiet")
        _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", name, str(folder / "demo" / "report.docx"))
        texts = _run("pdftotext", "-layout", str(folder / "report.pdf"), "-").split("\f")
        PICTURES.mkdir(exist_ok=True)
        for picture, words in PAGES.items():
            page = next((place for place, text in enumerate(texts, start=1) if words in text), None)
            if page is None:
                print(f"no page has {words!r}", file=sys.stderr)
                return 1
            _keep(folder, page, PICTURES / f"{picture}.png")
    return 0


def _keep(folder: Path, page: int, picture: Path) -> None:
    """Draw one page, in few colours."""
    number = str(page)
    _run(
        "pdftoppm",
        "-r",
        str(_DOTS),
        "-f",
        number,
        "-l",
        number,
        "-singlefile",
        str(folder / "report.pdf"),
        str(folder / "page"),
    )
    with Image.open(folder / "page.ppm") as drawn:
        drawn.quantize(_COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


def _run(*command: str) -> str:
    """Run a program and return what it said; one that fails stops everything."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own commands


if __name__ == "__main__":
    raise SystemExit(main())
