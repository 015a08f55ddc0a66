"""The cupboard of the language room; nothing here is imported from another room."""
