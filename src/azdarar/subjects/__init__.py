"""People, places, organisations, events, treaties and topics that stories speak of, with all their names.

Knows: a subject, how it is called in each language and in whatever spelling, what it is not, which two were
joined into one. Refuses: who mentions it (articles), how results are ranked (search).
Doors: models, actions, queries, exchange."""
