"""What is measured, each with its own command; never collected by the tests.

``python -m benchmarks`` runs all of them against ``budgets.toml`` and ends with 1 when one is missed.
"""
