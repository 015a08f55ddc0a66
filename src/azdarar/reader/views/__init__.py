"""Views: ask a room, call a composer, answer."""
