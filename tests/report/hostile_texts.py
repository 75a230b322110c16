"""Two hundred texts that try to be more than text, and what a reader must see of each."""

from __future__ import annotations

from itertools import product

_INLINE = (
    "*x* **x** _x_ __x__ ~~x~~ `x` ``x``",
    "<b>bold</b> & <script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></tr></table><h1>x",
    "</title></style></script><plaintext>",
    "<!-- civicmap: page-break -->",
    "<!-- --> --> <!--",
    "<![CDATA[ x ]]> <?php x ?>",
    "&amp; &lt; &#60; &#x3c; &copy &notin;",
    "[x](javascript:alert(1)) ![x](http://x.org/y.png)",
    "[x][y] [^1] [^one]: z ^[z]",
    "<https://x.org> https://x.org/a_b_c?d=e&f=g#h HTTP://X.ORG ftp://x.org",
    "www.x.org WWW.X.ORG mail@x.org mailto:a@b.org a.b+c@d-e.org",
    "@someone @org/team someone/repository@abc1234",
    "#123 GH-123 gh-9 someone/repository#12",
    ":smile: :+1: :100: 12:30:45",
    "$x^2$ $$y$$ \\(z\\) $`w`$",
    "a | b || c \\| d \\\\| e",
    "\\ \\\\ \\\\\\ \\* \\n",
    "{{ 7*7 }} {% raw %} {# x #} ${7*7} <%= x %>",
    "=cmd|' /C calc'!A0",
    "| --- | :-: |",
    "x  \ny\r\n\r\nz",
    "tab\tand\vand\fand\x1cand\x85and\u2028and\u2029",
    "nul\x00 bell\x07 escape\x1b[31m delete\x7f \ufffe",
    "\u202eright to left\u202c \u2066isolate\u2069 \u202dunclosed",
    "مكتب القاهرة \u200f(١٢) عربى",
    "中文（全角）｜表格｜ かな 한글",
    "e\u0301 \u1e9b\u0323 👩‍👩‍👧 🇫🇷 \ufb01",
    "\u200b\u2060\ufeff\u00adinvisible",
)
_LINE_STARTS = (
    "# ",
    "###### ",
    "- ",
    "+ ",
    "* ",
    "1. ",
    "123456789) ",
    "(a) ",
    "(zz) ",
    "> ",
    "    ",
    "--- ",
    "=== ",
    "~~~ ",
    "``` ",
    "[^1]: ",
    "[x]: ",
    "| ",
    ": ",
    "!",
    "<!-- civicmap: table id=x -->",
    "$$ ",
    "\\",
)
_LONG = (
    "x" * 3000,
    "word " * 600,
    "|" * 300,
    "*" * 301,
    "[" * 120,
    "(" * 99 + "[" * 99 + "](" * 99,
    "`" * 77,
    "<" * 99,
)
HOSTILE = (
    *_INLINE,
    *_LONG,
    *(
        start + rest
        for start, rest in product(
            _LINE_STARTS, ("", "x", "x *y* | z", "@x #1 https://x.org", "x\n# y", "1. # (b) - x", "</p>")
        )
    ),
)[:200]
assert len(set(HOSTILE)) == 200
