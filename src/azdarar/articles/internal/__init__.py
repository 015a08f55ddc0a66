"""The cupboard: how many rows are written at once."""
