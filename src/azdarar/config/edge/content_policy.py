"""The two content policies and the permissions policy, as the headers carry them."""

from __future__ import annotations

from collections.abc import Iterable


def _written(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def public_policy(frame_hosts: Iterable[str], *, framed_by: str = "'none'") -> str:
    """Return the readers' policy: everything from the paper itself, nothing inline, nobody frames it.

    Args:
        frame_hosts: where a frame may lead that a reader opens with a click.
        framed_by: who may frame the page; the newsroom frames a preview.
    """
    return _written(
        {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "connect-src": "'self'",
            "manifest-src": "'self'",
            "media-src": "'self'",
            "frame-src": " ".join(frame_hosts) or "'none'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": framed_by,
        }
    )


# Wagtail's screens carry inline scripts and styles, and frame the preview of a page; nothing comes from
# elsewhere.
NEWSROOM_POLICY = _written(
    {
        "default-src": "'none'",
        "script-src": "'self' 'unsafe-inline'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "media-src": "'self' blob:",
        "frame-src": "'self'",
        "worker-src": "'self' blob:",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
)

PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
