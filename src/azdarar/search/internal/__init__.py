"""The cupboard: one module for each kind of index."""
