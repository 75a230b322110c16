"""From folds to documents: facts, disclosure, words, renderers."""
