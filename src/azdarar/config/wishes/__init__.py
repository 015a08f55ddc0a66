"""What a paper may wish for: its settings, how they are read, what is refused, what Django is told."""
