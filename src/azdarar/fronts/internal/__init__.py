"""Inside this room."""
