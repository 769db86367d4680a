"""Root addresses."""

from allauth.account.views import logout
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as office_urls

from gongkai.web import health, tour

urlpatterns = [
    path("healthz", health.healthz),
    path("dev/tour/", tour.tour, name="tour"),
    path("readyz", health.readyz),
    # Before the back office's own, so that there is one door alone.
    path("office/login/", include("gongkai.web.signing_in.urls")),
    path("office/logout/", logout, name="account_logout"),
    path("office/", include(office_urls)),
    path("api/v1/", include("gongkai.api.urls")),
    path("files/", include("gongkai.publications.urls_files")),
    path("", include("gongkai.portal.urls_fixed")),
    *i18n_patterns(
        path("api/v1/", include("gongkai.api.urls_pages")),
        path("", include("gongkai.portal.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "gongkai.portal.views.not_found"
handler500 = "gongkai.portal.views.broken"
