"""The addresses of signing in, under /office/login/: allauth's views that we use, by the names it gives them."""

from allauth.account import views as account
from django.urls import include, path

from gongkai.web.signing_in import views

urlpatterns = [
    path("", views.login, name="account_login"),
    path("demo/", views.enter_demo, name="demo_enter"),
    path("first/<str:token>/", views.first_administrator, name="first_administrator"),
    path("link/<str:token>/", views.set_password, name="set_password"),
    path("forgotten/", views.forgotten, name="account_reset_password"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", views.forgotten, name="account_set_password"),
    path("security/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
