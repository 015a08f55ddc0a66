"""Azdarar: a newsroom in one command.

Each sub-package is a room; ``ARCHITECTURE.md`` says which room may know which.
"""
