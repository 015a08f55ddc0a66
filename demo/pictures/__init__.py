"""The pictures of the demonstration edition, drawn and printed by program.

They are honest prints, not photographs: each scene is modelled and lit (``scenes/*.glsl``, traced by
``studio``), cut into one plate per ink by a gouge that follows light and form (``engraving``), and pulled on
warm paper with uneven ink and imperfect register (``printing``).

``python -m demo.pictures`` remakes them all.
"""
