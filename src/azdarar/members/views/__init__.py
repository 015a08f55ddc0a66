"""The pages of one's own: each is private, stored nowhere, and the same form works without script."""
