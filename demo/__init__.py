"""The demonstration edition: a believable newspaper, its pictures, and the command that loads it.

Development only: it lies beside the package in a checkout and is never installed. ``edition`` holds the
texts, ``pictures`` draws the pictures, ``loader`` reads the one and writes it through the rooms' doors.
"""
