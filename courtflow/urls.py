"""Addresses: each app brings its own; signing in, the language and health are the project's."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from courtflow.accounts import entering, lost, own, registration, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cases.urls")),
    path("", include("mediation.urls")),
    path("", include("courtflow.paying.urls")),
    path("sign-in", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/code", entering.code, name="sign-in-code"),
    path("sign-in/resume", entering.resume, name="resume"),
    path("account", own.account, name="account"),
    path("account/factor", own.factor, name="factor"),
    path("account/factor/codes", own.factor_codes, name="factor-codes"),
    path("account/factor/off", own.factor_off, name="factor-off"),
    path("lost-factors", lost.factors, name="lost-factors"),
    path("lost-factors/<int:user_id>", lost.factor, name="lost-factor"),
    path("register", registration.register, name="register"),
    path("register/code", registration.register_code, name="register-code"),
    path("identity", registration.identity, name="identity"),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path("language", set_language, name="set_language"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]

handler400 = views.bad_request
handler403 = views.not_allowed
handler404 = views.not_found
handler500 = views.failed
