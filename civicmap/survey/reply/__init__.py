"""Reply sheets: what was read of an entity, for it to agree, correct or contest, and what comes back."""
