"""Files as tables of text, by what they are and never by what their names say."""
