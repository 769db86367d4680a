"""The addresses of units and holidays in the back office."""

from django.urls import path

from gongkai.organisations.views import holidays, invitations
from gongkai.organisations.views import units as views

app_name = "gk_units"

urlpatterns = [
    path("units/", views.tree, name="tree"),
    path("units/enter/", views.enter, name="enter"),
    path("units/import/", views.import_file, name="import"),
    path("units/import/template/", views.template, name="template"),
    path("holidays/", holidays.index, name="holidays"),
    path("holidays/<int:year>/", holidays.announce, name="announce"),
    path("unit/<slug:code>/", views.unit, name="unit"),
    path("unit/<slug:code>/enter/", views.enter, name="enter_below"),
    path("unit/<slug:code>/appoint/", views.appoint, name="appoint"),
    path("unit/<slug:code>/posts/<slug:uid>/dismiss/", views.dismiss, name="dismiss"),
    path("unit/<slug:code>/posts/<slug:uid>/invite/", invitations.invite, name="invite"),
    path("unit/<slug:code>/<slug:change>/", views.change, name="change"),
]
