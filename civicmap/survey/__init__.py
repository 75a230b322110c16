"""From an export file to a resolved survey: container, dialect, columns, vocabulary, gates."""
