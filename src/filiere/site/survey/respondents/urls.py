"""Addresses of the form, under respond/: the first part is the secret of a letter."""

from django.urls import path

from filiere.site.survey.respondents import views

urlpatterns = [
    path("<str:token>/", views.open_form, name="respond"),
    path("<str:token>/review/", views.review_reply, name="respond-review"),
    path("<str:token>/later/", views.show_later, name="respond-later"),
    path("<str:token>/colleague/", views.transfer_form, name="respond-transfer"),
    path("<str:token>/excel/", views.answer_by_workbook, name="respond-excel"),
    path("<str:token>/excel/file.xlsx", views.give_workbook, name="respond-workbook"),
    path("<str:token>/screens/<str:screen>/", views.answer_screen, name="respond-screen"),
]
