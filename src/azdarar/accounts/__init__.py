"""Who signs in: the user model, invitations of staff, staff groups.

Knows: people with a login. Refuses: tiers (members) and bylines (a contributor needs no account).
Doors: models, actions, queries."""
