"""Pages pressed before anyone asks: which there are, in which order, after a change or all of them."""
