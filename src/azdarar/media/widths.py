"""The declared sizes and formats of renditions: nothing else is ever made for a reader.

The figures were measured on a grainy 1800 × 1200 photograph, the hardest case, on two busy cores.
"""

#: A rendition for each of these, never wider than the picture itself. 760 and 1100 are a little more than a
#: telephone's whole width has at two and at three dots a pixel: a browser goes up, and seldom down.
WIDTHS_PX = (320, 480, 760, 1100, 1440)
#: The one JPEG, for mail, for feeds and for browsers that know neither AVIF nor WebP.
FALLBACK_WIDTH_PX = 960
#: WebP allows 16,383; a strip of comics or an old broadsheet may be as tall as this and no taller.
TALLEST_PX = 12_000

#: libavif's speed 9 takes 0.4 s for the five widths where 8 takes 1.1 s and 6 takes 1.9 s; the files are
#: 6 % larger than at 8.
AVIF_SPEED = 9
#: A seventh lighter than 55, and no difference was seen on a drawing at its own size.
AVIF_QUALITY = 50
#: Method 2 takes 0.4 s where 4 takes 0.6 s; the files are 6 % larger.
WEBP_METHOD = 2
WEBP_QUALITY = 78
JPEG_QUALITY = 80

#: As many as ``formats.picture_check`` lets through; the decoder does not take its word for it.
MOST_PIXELS = 50_000_000

FORMATS = ("avif", "webp", "fallback")


def rendition_widths(width_px: int) -> tuple[int, ...]:
    """Return the widths a picture is made in, narrowest first; the last one is its own when it is narrow."""
    widest = min(width_px, WIDTHS_PX[-1])
    return (*(width for width in WIDTHS_PX if width < widest), widest)
