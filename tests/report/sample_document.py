"""One document with everything that the dialect has, and some that it must not take for markup."""

from __future__ import annotations

from civicmap.report.document import DocumentMeta

HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}}",
    "=cmd|' /C calc'!A0",
    "<!-- civicmap: page-break -->",
    "</w:t></w:r>",
    'a "quoted" & <b>bold</b>',
    "]]>",
    "NA",
    "مكتب القاهرة",
)
MARKS = ("Synthetic data", "Internal: self-reported, not verified")
META = DocumentMeta("Mapping of <policies> & more", "A subject", "en", "A/EX/1", MARKS)


def _escaped(text: str) -> str:
    """Return a text as a template would print it."""
    return "".join("\\" + char if char in "\\`*_{}[]<>()#+-.!|&=~" else char for char in text)


_ROWS = "\n".join(f"| {_escaped(text)} | {number} |" for number, text in enumerate(HOSTILE))
_WIDE = f"""| Question | {" | ".join(f"Answer {number}" for number in range(13))} |
| :-- | {" | ".join("--:" for _ in range(13))} |
| Is there one? | {" | ".join(str(1000 * number) for number in range(13))} |"""
MARKDOWN = f"""# Mapping of \\<policies\\> \\& more

<!-- civicmap: marks -->

> **Synthetic data**

<!-- civicmap: summary -->

A summary of the whole.

- A point of the summary;

- another.

<!-- civicmap: contents -->

## Introduction

1.  The first paragraph, with a note.[^one]

2.  The second, with **strong**, *emphasised* and `typed` words, and a [link](https://example.org/?a=1&b=2).

### How it was done

3.  The following holds:

    (a) the first point;

    (b) the second point, with a note;[^two]

    (c) the last.

    A paragraph that goes on.

#### In detail

4.  A paragraph with a list:

    - a bullet;

    - another, which holds

      1. a number.

<!-- civicmap: table id=names widths=4,1 -->

**Table 1.** Names as they were given[^one]

| Name | Count |
| :-- | --: |
{_ROWS}

<!-- civicmap: note -->

Note: the names are literal.

### What was found

#### In short

5.  {_escaped(HOSTILE[0])} {_escaped(HOSTILE[1])}

<!-- civicmap: table id=wide landscape -->

**Table 2.** A wide table

{_WIDE}

## Conclusions

6.  Entities should:

    (a) do one thing;

    (b) do another.

<!-- civicmap: unnumbered -->

## Annex

An unnumbered paragraph.

| Bare | Table |
| --- | --- |
| a | b |

[^one]: The first note, to [a page](https://example.org/note).

[^two]: The second note.
"""
