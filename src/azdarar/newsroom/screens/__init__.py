"""The desk's screens, one module for each; ``wagtail_hooks`` puts them in their places."""
