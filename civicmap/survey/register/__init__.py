"""The register of invited entities, and whom a text of a survey means in it."""
