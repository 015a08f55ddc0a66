"""How a letter is written, sealed and carried; nothing here knows the queue."""
