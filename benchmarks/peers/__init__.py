"""What the paper is measured against: servers of Debian and of PyPI, set up for one run."""
