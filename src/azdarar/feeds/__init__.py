"""Ways out for machines: RSS, JSON Feed, sitemaps, robots.txt.

Knows: the formats. Refuses: an access rule of its own (members decides how much of a text goes out) and a
list of its own of what is visible (articles says so). Doors: urls.
"""
