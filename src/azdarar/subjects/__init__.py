"""People, places, organisations, events and topics that stories speak of, with their names.

Knows: a subject and how it is called in each language. Refuses: who mentions it (articles).
Doors: models, queries."""
