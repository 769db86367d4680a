"""Public pages, in Chinese and, under /en/, in English."""

from django.urls import path

from gongkai.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("r/<slug:body>/", views.body, name="body"),
    path("r/<slug:body>/<year:year>/", views.report, name="report"),
    path("r/<slug:body>/<year:year>/compare/", views.comparison, name="comparison"),
    path("s/<slug:code>/", views.site, name="site"),
    path("c/<slug:code>/", views.column, name="column"),
    path("c/<slug:code>/<int:number>/", views.column_page, name="column_page"),
    path("p/<slug:uid>/", views.publication, name="publication"),
    path("check/", views.check, name="check"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
