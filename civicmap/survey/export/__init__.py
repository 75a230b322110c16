"""The clean responses of a wave as a file for others' tools, with a codebook."""
