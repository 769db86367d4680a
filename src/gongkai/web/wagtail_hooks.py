"""What the back office loads besides its own."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")  # type: ignore[untyped-decorator]
def pickers() -> SafeString:
    """The date and time pickers, which Wagtail starts by inline scripts."""
    return format_html('<script src="{}"></script>', static("web/pickers.js"))
