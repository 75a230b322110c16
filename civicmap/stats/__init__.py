"""Numbers in, numbers out: intervals, tests, agreement, weights, suppression. Knows no survey."""
