"""Commands of the demonstration edition."""
