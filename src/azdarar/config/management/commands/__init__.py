"""Commands of the building."""
