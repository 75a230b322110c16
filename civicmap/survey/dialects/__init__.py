"""One small file per survey tool."""
