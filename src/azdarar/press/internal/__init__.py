"""The press's own: the file of what changed, and pages as bytes."""
