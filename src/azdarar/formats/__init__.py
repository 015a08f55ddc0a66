"""Other people's formats, read in one tested place.

What this room knows: how to open a file nobody vouches for. XML without entities, WordPress exports,
the HTML and shortcodes inside them, backups of SPIP sites and their typographic shortcuts, pasted HTML, what
photographers and agencies write into pictures, and what a picture file really is before anyone decodes it.

What it refuses: to fetch, to store, to decide, to read a clock. Every door takes bytes, text or a path,
and gives typed records, or one error whose sentence says what happened, where, and what to do. It never
guesses in silence: what was repaired, left out or changed is told beside the result.

Doors:
    ``xml``             hardened XML, as a stream or as a tree
    ``wxr``             WordPress exports as typed records
    ``wordpress_text``  WordPress content as typed ``blocks`` and a list of changes
    ``spip``            backups of SPIP sites as typed records
    ``spip_text``       SPIP's typographic shortcuts as typed ``blocks``, links and a list of changes
    ``pages``           saved pages and web archives as typed stories
    ``recognise``       what somebody gave, seen from its content; archives unpacked
    ``confined``        a reader in a process of its own, behind walls
    ``walls``           the same walls, for another program that decodes
    ``blocks``          those block types
    ``clean_html``      one allow-list for HTML, and plain text from HTML
    ``photo_metadata``  XMP, IIM and EXIF of a picture
    ``picture_check``   what a picture file is, read from its header
"""
