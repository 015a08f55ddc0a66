"""The cupboard of accounts: nothing here is for other rooms."""
