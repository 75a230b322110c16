"""Coding: what several people judge, the sheets that they fill in, and what becomes of their codes."""
