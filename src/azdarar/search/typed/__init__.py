"""What is typed into the search, read: parts, field words, days. Pure, below everything else of the room."""
