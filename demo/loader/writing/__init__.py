"""Puts the edition into a paper, through the rooms' doors.

``loading`` is the door: it decides whether the paper may be filled, and in which order. Everything the
edition names by key has an identity made from that key (``identities``), so that loading again finds what is
there and leaves it alone.
"""
