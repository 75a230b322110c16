"""Framework files: schema, loader, checker, and what a condition means for rows of answers."""
