"""Makers of test data, one module for each room. They go through the rooms' own doors where there is one."""
