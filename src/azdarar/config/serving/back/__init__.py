"""The back: processes in which Django answers what the front passes on, and presses pages."""
