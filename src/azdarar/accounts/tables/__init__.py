"""What this room keeps beside people and invitations; ``models`` is the door to it."""
