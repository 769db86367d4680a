"""Public pages, in Chinese and, under /en/, in English."""

from django.urls import path

from gongkai.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("r/<slug:body>/", views.body, name="body"),
    path("r/<slug:body>/<year:year>/", views.report, name="report"),
    path("r/<slug:body>/<year:year>/v/<int:number>/", views.version, name="version"),
    path("r/<slug:body>/<year:year>/compare/", views.comparison, name="comparison"),
    path("s/<slug:code>/", views.site, name="site"),
    path("c/<slug:code>/", views.column, name="column"),
    path("c/<slug:code>/<int:number>/", views.column_page, name="column_page"),
    path("p/<slug:uid>/", views.publication, name="publication"),
    path("documents/<slug:body>/", views.documents, name="documents"),
    path("registers/<slug:body>/", views.body_registers, name="body_registers"),
    path("registers/<slug:body>/<slug:name>/", views.public_register, name="public_register"),
    path("registers/<slug:body>/<slug:name>/<slug:uid>/", views.public_row, name="public_row"),
    path("check/", views.check, name="check"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
