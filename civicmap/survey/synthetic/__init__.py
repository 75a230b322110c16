"""Made-up answers for any framework, marked as such."""
