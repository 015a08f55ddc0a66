"""The cupboard: how a WordPress export becomes a paper."""
