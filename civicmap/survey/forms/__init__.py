"""Questionnaires: XLSForm files and REDCap dictionaries in, what they say of their exports, and XLSForm out."""
