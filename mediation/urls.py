"""Addresses of mediation."""

from django.urls import path

from mediation import views

urlpatterns = [path("mediators", views.mediators, name="mediators")]
