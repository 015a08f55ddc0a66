"""The cupboard of this room."""
