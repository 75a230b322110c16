"""What the charts show: prepared from a report's facts, in its words, before anything is drawn."""
