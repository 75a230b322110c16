"""Cases for civicmap.stats by full enumeration, statsmodels and krippendorff, as from_python.json beside this script.

    pip install scipy statsmodels krippendorff
    python tests/stats/oracles/from_python.py

It imports nothing of civicmap. What other programs round or get wrong is computed from its definition: exact tests over
every table in whole numbers, likelihoods at their restricted maximum by root finding on the slope.
One case a line: function, positional arguments, named arguments, expected value, tolerance, program.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import sys
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import krippendorff
import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import norm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

CASES: list[list] = []
DRAW = random.Random(20190402)
BY_HAND = "enumeration"


def case(function, arguments, expected, *, named=None, tolerance=1e-9, program=BY_HAND):
    """Add a case."""
    CASES.append([function, arguments, named or {}, expected, tolerance, program])


# --- intervals -------------------------------------------------------------------------------------------------------


def shares():
    """Add intervals of one share, bounds, and what has no base."""
    for x, n in [(0, 5), (5, 5), (17, 101), (34, 101), (50, 99), (1, 1), (999, 1000), (0, 1)]:
        for level in (0.8, 0.95, 0.99, 0.999):
            for function, name in (("wilson", "wilson"), ("clopper_pearson", "beta")):
                expected = list(map(float, proportion_confint(x, n, 1 - level, name)))
                expected = [0.0 if x == 0 else expected[0], 1.0 if x == n else expected[1]]
                case(function, [x, n, level], expected, program="statsmodels")
    for x, n, size, level in [
        (0, 8, 12, 0.95),
        (3, 8, 12, 0.9),
        (8, 8, 12, 0.99),
        (34, 101, 180, 0.95),
        (5, 20, 21, 0.8),
    ]:
        case("hypergeometric_interval", [x, n, size, level], exact_hypergeometric(x, n, size, level))
    for yes, missing, silent in [(0, 0, 0), (3, 0, 2), (0, 4, 1), (2, 3, 0), (1, 1, 1)]:
        size = yes + missing + silent + 2
        worlds = [yes + sum(world) for world in itertools.product((0, 1), repeat=missing + silent)]
        case("frame_bounds", [yes, missing, silent, size], [min(worlds) / size, max(worlds) / size])
        case("item_bounds", [yes, missing, size - silent], [yes / (size - silent), (yes + missing) / (size - silent)])
    for function, arguments in [
        ("wilson", [0, 0]),
        ("clopper_pearson", [0, 0]),
        ("hypergeometric_interval", [0, 0, 5]),
        ("item_bounds", [0, 0, 0]),
        ("frame_bounds", [0, 0, 0, 0]),
        ("difference_newcombe", [0, 0, 1, 2]),
        ("difference_miettinen_nurminen", [1, 2, 0, 0]),
        ("paired_newcombe", [0, 0, 0, 0]),
        ("paired_tango", [0, 0, 0, 0]),
        ("partially_overlapping_z", [[0, 0, 0, 0], [0, 0], [1, 2]]),
        ("kish_effective_n", [[]]),
        ("kish_deff", [[0, 0]]),
        ("weighted_share", [[1, 0], [0, 0]]),
        ("krippendorff_alpha", [[]]),
        ("krippendorff_alpha", [[[1, 2, 3]]]),
        ("krippendorff_alpha", [[[1, 1], [1, 1]]]),
        ("krippendorff_alpha", [[[None, 1], [2, None]]]),
        ("cohen_kappa", [["a", "a"], ["a", "a"]]),
        ("cohen_kappa", [[None], [1]]),
        ("cronbach_alpha", [[[1], [2]]]),
        ("cronbach_alpha", [[[1, 2]]]),
        ("cronbach_alpha", [[[2, 2], [2, 2]]]),
        ("cronbach_alpha", [[[0.1, -0.1], [0.7, -0.7], [0.3, -0.3]]]),
        ("cronbach_alpha", [[]]),
    ]:
        case(function, arguments, None, program="definition")
    case("mcnemar", [0, 0], 1.0, program="definition")
    case("partially_overlapping_z", [[3, 0, 0, 0], [2, 2], [1, 1]], [0.0, None, None], program="definition")


def exact_hypergeometric(x, n, size, level):
    """Return the first and last K that neither tail rejects, in whole numbers."""
    tail = (1 - Fraction(str(level))) / 2
    kept = []
    for k in range(x, size - n + x + 1):
        ways = [math.comb(k, i) * math.comb(size - k, n - i) for i in range(n + 1)]
        above, below = (Fraction(sum(part), math.comb(size, n)) for part in (ways[x:], ways[: x + 1]))
        if above > tail and below > tail:
            kept.append(k)
    return [kept[0] / size, kept[-1] / size]


# --- differences -----------------------------------------------------------------------------------------------------

GROUPS = [
    (0, 10, 0, 10), (10, 10, 0, 10), (0, 10, 10, 10), (10, 10, 10, 10), (1, 1, 0, 1), (3, 7, 2, 9), (58, 72, 52, 108), (15, 15, 9, 14),
    (7, 20, 0, 3), (5, 11, 55, 110), (0, 1, 99, 100), (56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (450, 1000, 400, 1000),
]  # fmt: skip


def wilson(share, n, z):
    """Return the roots of the score equation (p - share)² = z² p(1 - p) / n."""
    roots = np.sort(np.roots([1 + z * z / n, -2 * share - z * z / n, share * share]).real)
    return max(0.0, float(roots[0])), min(1.0, float(roots[1]))


def restricted(x1, n1, x2, n2, difference):
    """Return both likeliest shares when the first is larger by the difference, where the slope of the likelihood is 0."""
    low, high = max(0.0, -difference), min(1.0, 1 - difference)

    def slope(p):
        parts = [(x1, p + difference), (x2, p)]
        fails = [(n1 - x1, 1 - p - difference), (n2 - x2, 1 - p)]
        up = sum(x / q if q > 0 else math.inf for x, q in parts if x)
        return up - sum(f / q if q > 0 else math.inf for f, q in fails if f)

    edge = 1e-15
    inside = low + edge, high - edge
    if high - low <= 2 * edge or slope(inside[0]) <= 0:
        p = low
    elif slope(inside[1]) >= 0:
        p = high
    else:
        p = brentq(slope, *inside, xtol=1e-16, rtol=1e-15, maxiter=500)
    return p + difference, p


def score_limits(z, statistic, seen):
    """Return where a falling statistic passes z and -z, the ends where it does not."""
    low = -1.0 if statistic(-1.0) <= z else brentq(lambda d: statistic(d) - z, -1, seen, xtol=1e-15, maxiter=500)
    high = 1.0 if statistic(1.0) >= -z else brentq(lambda d: statistic(d) + z, seen, 1, xtol=1e-15, maxiter=500)
    return [low, high]


def over(difference, variance):
    """Return a finite stand-in for difference / sqrt(variance)."""
    if variance > 1e-300:
        return max(-1e6, min(1e6, difference / math.sqrt(variance)))
    return 0.0 if abs(difference) < 1e-15 else math.copysign(1e6, difference)


def miettinen_nurminen(x1, n1, x2, n2, z):
    """Return the score interval from its definition."""
    seen = x1 / n1 - x2 / n2

    def statistic(d):
        p1, p2 = restricted(x1, n1, x2, n2, d)
        total = n1 + n2
        return over(seen - d, (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * total / (total - 1))

    return score_limits(z, statistic, seen)


def differences():
    """Add intervals of differences between groups."""
    for x1, n1, x2, n2 in GROUPS:
        for level in (0.95, 0.9):
            z = norm.ppf((1 + level) / 2)
            found = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=1 - level)
            case("difference_newcombe", [x1, n1, x2, n2, level], list(map(float, found)), program="statsmodels")
            case(
                "difference_miettinen_nurminen",
                [x1, n1, x2, n2, level],
                miettinen_nurminen(x1, n1, x2, n2, z),
                tolerance=1e-7,
            )
        z = norm.ppf(0.975)
        for size1, size2 in [(n1, n2), (n1 + 5, n2), (2 * n1 + 1, 3 * n2)]:
            sides = []
            for x, n, size in ((x1, n1, size1), (x2, n2, size2)):
                sides.append((x / n, x / n) if n == size else wilson(x / n, n * (size - 1) / (size - n), z))
            (l1, u1), (l2, u2) = sides
            p1, p2 = x1 / n1, x2 / n2
            expected = [p1 - p2 - math.hypot(p1 - l1, u2 - p2), p1 - p2 + math.hypot(u1 - p1, p2 - l2)]
            case(
                "difference_newcombe",
                [x1, n1, x2, n2],
                expected,
                named={"population1": size1, "population2": size2},
                tolerance=1e-8,
            )


# --- pairs -----------------------------------------------------------------------------------------------------------

PAIRS = [
    (36, 2, 12, 0), (20, 2, 12, 16), (54, 0, 0, 0), (30, 0, 0, 24), (0, 5, 5, 0), (0, 0, 30, 0), (2, 1, 97, 0), (4, 3, 9, 16), (1, 1, 1, 1),
    (0, 3, 0, 0), (53, 8, 16, 9), (59, 16, 6, 80), (1, 7, 1, 12), (0, 1, 0, 0), (0, 0, 0, 1), (200, 31, 64, 105),
]  # fmt: skip


def tango(a, b, c, d, z):
    """Return the score interval of (c - b)/n: the likelihood's slope in q, the share of yes-then-no, is 0."""
    n = a + b + c + d
    seen = (c - b) / n

    def statistic(change):
        low, high = max(0.0, -change), (1 - change) / 2

        def slope(q):
            rest = 1 - 2 * q - change
            up = (b / q if b else 0) + (c / (q + change) if c else 0)
            return up - (2 * (a + d) / rest if a + d else 0)

        edge = 1e-15
        if high - low <= 2 * edge or slope(low + edge) <= 0:
            q = low
        elif slope(high - edge) >= 0:
            q = high
        else:
            q = brentq(slope, low + edge, high - edge, xtol=1e-16, rtol=1e-15, maxiter=500)
        return over(c - b - n * change, n * (2 * q + change * (1 - change)))

    return score_limits(z, statistic, seen)


def pairs():
    """Add tests and intervals of pairs."""
    for a, b, c, d in PAIRS:
        n = a + b + c + d
        for level in (0.95, 0.9):
            z = norm.ppf((1 + level) / 2)
            case("paired_tango", [a, b, c, d, level], tango(a, b, c, d, z), tolerance=1e-7)
            p1, p2 = (a + b) / n, (a + c) / n
            (l1, u1), (l2, u2) = wilson(p1, n, z), wilson(p2, n, z)
            margins = (a + b) * (c + d) * (a + c) * (b + d)
            product = a * d - b * c
            top = product - n / 2 if product > n / 2 else min(0, product)
            phi = top / math.sqrt(margins) if margins else 0
            down = (p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2
            up = (u2 - p2) ** 2 - 2 * phi * (u2 - p2) * (p1 - l1) + (p1 - l1) ** 2
            case(
                "paired_newcombe",
                [a, b, c, d, level],
                [p2 - p1 - math.sqrt(down), p2 - p1 + math.sqrt(up)],
                tolerance=1e-7,
            )
        for exact in (True, False):
            if b + c:
                p = float(mcnemar([[a, b], [c, d]], exact=exact, correction=False).pvalue)
                case("mcnemar", [b, c, "exact" if exact else "asymptotic"], p, program="statsmodels")
        if b + c:
            ways = [math.comb(b + c, k) for k in range(b + c + 1)]
            seen = ways[min(b, c)]
            rarer, alike = sum(w for w in ways if w < seen), sum(w for w in ways if w == seen)
            half = alike / 2
            case("mcnemar", [b, c, "midp"], float(Fraction(rarer) / 2 ** (b + c) + Fraction(half) / 2 ** (b + c)))
        for first, second in [((0, 0), (0, 0)), ((3, 10), (6, 9)), ((0, 4), (0, 0))]:
            n1, n2 = n + first[1], n + second[1]
            had1, had2 = a + b + first[0], a + c + second[0]
            pooled = (had1 + had2) / (n1 + n2)
            margins = (a + b) * (c + d) * (a + c) * (b + d)
            phi = (a * d - b * c) / math.sqrt(margins) if margins else 0
            variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2 - 2 * phi * n / (n1 * n2))
            if variance > 1e-12:
                z = (had2 / n2 - had1 / n1) / math.sqrt(variance)
                expected = [had2 / n2 - had1 / n1, z, float(2 * norm.sf(abs(z)))]
                case(
                    "partially_overlapping_z", [[a, b, c, d], list(first), list(second)], expected, program="definition"
                )


# --- unconditional tests of two rows ---------------------------------------------------------------------------------


def fisher_everywhere(n1, n2, side):
    """Return Fisher's p value of every table, as fractions."""
    found = {}
    for yes in range(n1 + n2 + 1):
        ways = {x: math.comb(n1, x) * math.comb(n2, yes - x) for x in range(max(0, yes - n2), min(yes, n1) + 1)}
        for x, own in ways.items():
            among = {
                "less": [k for k in ways if k <= x],
                "greater": [k for k in ways if k >= x],
                "minlike": [k for k in ways if ways[k] <= own],
            }
            found[x, yes - x] = Fraction(sum(ways[k] for k in among[side]), math.comb(n1 + n2, yes))
    return found


def z_everywhere(n1, n2):
    """Return minus the square of the pooled z of every table, as fractions."""
    found = {}
    for x, y in itertools.product(range(n1 + 1), range(n2 + 1)):
        pooled = Fraction(x + y, n1 + n2)
        spread = pooled * (1 - pooled) * (Fraction(1, n1) + Fraction(1, n2))
        found[x, y] = -((Fraction(x, n1) - Fraction(y, n2)) ** 2) / spread if spread else Fraction(0)
    return found


def largest(statistic, seen, n1, n2):
    """Return the largest probability over the common share of a statistic no larger than that seen."""
    weight = np.zeros(n1 + n2 + 1)
    for (x, y), value in statistic.items():
        if value <= seen:
            weight[x + y] += math.comb(n1, x) * math.comb(n2, y)
    s = np.arange(n1 + n2 + 1)

    def size(p):
        return float((weight * p**s * (1 - p) ** (n1 + n2 - s)).sum())

    grid = np.linspace(0, 1, 4001)
    sizes = np.array([size(p) for p in grid])
    best = sizes.max()
    for k in np.argsort(-sizes)[:25]:
        bounds = (grid[max(0, k - 1)], grid[min(4000, k + 1)])
        best = max(
            best, -minimize_scalar(lambda p: -size(p), bounds=bounds, method="bounded", options={"xatol": 1e-12}).fun
        )
    return min(1.0, float(best))


def unconditional():
    """Add Boschloo's and Barnard's tests."""
    tables = [[[3, 12], [9, 5]], [[8, 2], [1, 5]], [[0, 5], [5, 0]], [[0, 3], [0, 4]], [[5, 0], [3, 0]], [[1, 0], [0, 1]], [[7, 8], [12, 3]],
              [[2, 8], [4, 6]], [[10, 10], [10, 10]], [[0, 20], [3, 17]], [[19, 1], [12, 13]], [[4, 1], [20, 22]], [[1, 24], [8, 12]]]  # fmt: skip
    while len(tables) < 28:
        table = [[DRAW.randint(0, 14) for _ in range(2)] for _ in range(2)]
        if all(map(sum, table)):
            tables.append(table)
    for table in tables:
        (a, b), (c, d) = table
        n1, n2 = a + b, c + d
        found = {}
        for side in ("less", "greater", "minlike"):
            statistic = fisher_everywhere(n1, n2, side)
            found[side] = largest(statistic, statistic[a, c], n1, n2)
        case("boschloo", [table], min(1.0, 2 * min(found["less"], found["greater"])))
        case("boschloo", [table, "minlike"], found["minlike"])
        statistic = z_everywhere(n1, n2)
        case("barnard", [table], largest(statistic, statistic[a, c], n1, n2))


# --- families, weights, agreement, suppression -----------------------------------------------------------------------


def families():
    """Add adjusted p values."""
    for size in (1, 2, 5, 12):
        ps = [round(DRAW.random() ** 2, 4) for _ in range(size)]
        case("benjamini_hochberg", [ps], list(map(float, multipletests(ps, method="fdr_bh")[1])), program="statsmodels")
        case("holm", [ps], list(map(float, multipletests(ps, method="holm")[1])), program="statsmodels")
    case("holm", [[]], [], program="definition")
    case("benjamini_hochberg", [[None]], [None], program="definition")


def weighting():
    """Add effective numbers, from variance instead of sums."""
    for weights in (
        [1, 1, 1],
        [1, 2, 3],
        [5],
        [0.1, 9, 4, 4],
        [1e-9, 1],
        [100, 200, 300, 1e6],
        [DRAW.uniform(0.2, 5) for _ in range(60)],
    ):
        w = np.array(weights)
        deff = 1 + w.var() / w.mean() ** 2
        case("kish_deff", [weights], float(deff))
        case("kish_effective_n", [weights], float(len(w) / deff))
    case("kish_effective_n", [[1, 0, 1, 0]], 2.0)
    case(
        "poststratify",
        [[1, 2, 3, 4], ["a", "a", "b", "b"], {"a": 9, "b": 0, "c": 0}],
        [3.0, 6.0, 0.0, 0.0],
        program="definition",
    )


def agreement():
    """Add Krippendorff's alpha, of numbers: the levels that the program orders are those of ours."""
    for coders, units, gaps in [
        (2, 10, 0),
        (2, 40, 0.2),
        (3, 12, 0.3),
        (4, 12, 0.4),
        (5, 100, 0.5),
        (3, 7, 0),
        (2, 5, 0),
        (6, 30, 0.1),
    ]:
        truth = [DRAW.randint(1, 4) for _ in range(units)]
        ratings = [
            [None if DRAW.random() < gaps else t if DRAW.random() < 0.7 else DRAW.randint(1, 5) for t in truth]
            for _ in range(coders)
        ]
        data = [[np.nan if r is None else float(r) for r in coder] for coder in ratings]
        for level in ("nominal", "ordinal", "interval"):
            alpha = float(krippendorff.alpha(reliability_data=data, level_of_measurement=level))
            case("krippendorff_alpha", [ratings, level], alpha, program="krippendorff")


def same_totals(table, hidden):
    """Yield every table of whole counts with the same totals that differs in hidden cells only."""
    cells = sorted(map(tuple, hidden))
    height, width = len(table), len(table[0])
    rows = [sum(table[r][c] for c in range(width) if (r, c) in cells) for r in range(height)]
    columns = [sum(table[r][c] for r in range(height) if (r, c) in cells) for c in range(width)]

    def fill(place, rows, columns, found):
        if place == len(cells):
            if not any(rows) and not any(columns):
                yield dict(zip(cells, found, strict=True))
            return
        r, c = cells[place]
        for value in range(min(rows[r], columns[c]) + 1):
            left = (
                [n - value * (k == r) for k, n in enumerate(rows)],
                [n - value * (k == c) for k, n in enumerate(columns)],
            )
            yield from fill(place + 1, *left, [*found, value])

    yield from fill(0, rows, columns, [])


def attack(table, hidden, threshold):
    """Return whether small counts are safe, and the range of each hidden cell."""
    tables = list(same_totals(table, hidden))
    ranges = {cell: (min(t[cell] for t in tables), max(t[cell] for t in tables)) for cell in sorted(map(tuple, hidden))}
    small = [(r, c) for r, row in enumerate(table) for c, value in enumerate(row) if 0 < value < threshold]
    safe = all(cell in ranges and ranges[cell][1] - ranges[cell][0] + 1 >= threshold for cell in small)
    return safe, [[*cell, *limits] for cell, limits in ranges.items()]


def suppression():
    """Add tables small enough to try every set of cells."""
    tables = [[[3, 9, 8], [7, 6, 12]], [[1, 20], [15, 9]], [[0, 4, 9], [8, 0, 7]], [[2, 2], [2, 2]], [[12, 9], [8, 7]], [[1, 1, 6], [5, 0, 5], [6, 5, 2]],
              [[4, 11], [10, 3], [9, 9]], [[0, 1], [30, 12]]]  # fmt: skip
    for table in tables:
        threshold = 5
        cells = [(r, c) for r, row in enumerate(table) for c in range(len(row))]
        primary = [cell for cell in cells if 0 < table[cell[0]][cell[1]] < threshold]
        widest = {tuple(found[:2]): found[3] - found[2] + 1 for found in attack(table, cells, threshold)[1]}
        enough = {cell: min(threshold, widest[cell]) for cell in primary}
        costs = []
        for more in range(len(cells) - len(primary) + 1):
            if costs and min(costs) <= len(primary) + more:
                break  # more cells cost more
            for others in itertools.combinations([cell for cell in cells if cell not in primary], more):
                hidden = [*primary, *others]
                ranges = (
                    {tuple(found[:2]): found[3] - found[2] + 1 for found in attack(table, hidden, threshold)[1]}
                    if hidden
                    else {}
                )
                if all(ranges[cell] >= enough[cell] for cell in primary):
                    costs.append(sum(1 if table[r][c] else 2 for r, c in hidden))
        case("suppress", [table, threshold], [sorted(map(list, primary)), min(costs)])
        for size in (1, 2, 4):
            hidden = sorted(DRAW.sample(cells, min(size, len(cells))))
            case(
                "audit_suppression", [table, list(map(list, hidden)), threshold], list(attack(table, hidden, threshold))
            )
        case("audit_suppression", [table, list(map(list, cells)), threshold], list(attack(table, cells, threshold)))


def main():
    """Write the cases beside this script."""
    for part in (shares, differences, pairs, unconditional, families, weighting, agreement, suppression):
        part()
    programs = {"python": sys.version.split()[0]} | {
        name: version(name) for name in ("scipy", "statsmodels", "krippendorff", "numpy")
    }
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in CASES)
    text = f'{{"programs": {json.dumps(programs)}, "cases": [\n{lines}\n]}}\n'
    Path(__file__).with_name("from_python.json").write_text(text, "utf-8")
    sys.stdout.write(f"{len(CASES)} cases\n")


if __name__ == "__main__":
    main()
