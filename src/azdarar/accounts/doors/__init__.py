"""The doors readers come in by: allauth's flows, with the paper's forms, addresses, limits and letters."""
