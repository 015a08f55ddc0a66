"""From the edition's files to a paper.

``reading`` takes the files apart, ``checking`` looks whether everything they name exists, ``writing`` puts
the edition into an empty paper through the rooms' doors. Nothing is written while one mistake is left.
"""
