"""Addresses: each app brings its own; signing in and the language are the project's."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
