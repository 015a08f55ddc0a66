"""How lists are made: words counted, vectors fitted and folded in, neighbours found, a few of them chosen."""
