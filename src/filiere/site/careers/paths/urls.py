"""Addresses of the person's page."""

from django.urls import path

from filiere.site.careers.paths import views

urlpatterns = [
    path("", views.show_paths, name="paths"),
    path("sheet/", views.show_sheet, name="path-sheet"),
    path("sheet.pdf", views.give_sheet, name="path-sheet-pdf"),
]
