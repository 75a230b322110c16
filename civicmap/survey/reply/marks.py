"""What a reply sheet bears that no other workbook does, so that a file can be known for one before anything of it is read."""

from __future__ import annotations

from typing import Final

FACTS_MARK: Final = "civicmap reply facts"
FACTS_SHEET: Final = "civicmap"
SHOWN: Final = "said "  # before a key: what stands on the sheet as read, as it is shown
NAMED: Final = "instance "  # before an instance's number: its name
KEY: Final = "key"  # the hidden column's title, in every language
INSTANCE: Final = "instance"
