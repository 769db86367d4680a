"""Root addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as office_urls

from gongkai.web import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("office/", include(office_urls)),
    path("api/v1/", include("gongkai.api.urls")),
    path("", include("gongkai.portal.urls_fixed")),
    *i18n_patterns(
        path("api/v1/", include("gongkai.api.urls_pages")),
        path("", include("gongkai.portal.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "gongkai.portal.views.not_found"
handler500 = "gongkai.portal.views.broken"
