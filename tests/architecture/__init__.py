"""What holds the house together and an import linter cannot see.

Each module here has checkers, plain functions that return one sentence for each fault, and beside them tests:
one applies the checker to the house, one to a planted fault, to prove that it would be found.
"""
