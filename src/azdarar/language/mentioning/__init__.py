"""How ``mentions`` reads a text: its words, what tells against a reading, what a name is."""
