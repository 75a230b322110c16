"""The floor of reading a workbook: every cell once, by the fastest reader there is, and nothing done with it."""

import sys

from python_calamine import CalamineWorkbook

CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
