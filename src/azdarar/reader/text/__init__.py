"""The text of a page: from stored blocks to the parts its templates show."""
