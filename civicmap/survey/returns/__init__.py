"""Return workbooks: one for each entity to fill in, and what comes back."""
