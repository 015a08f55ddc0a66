"""Everything that proves Azdarar does what it says; see the table in CONTRIBUTING.md."""
