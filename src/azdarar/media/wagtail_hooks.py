"""Where this room meets Wagtail's own screens."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def upload_style() -> SafeString:
    """Link the style of the upload screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("media/newsroom.css"))
