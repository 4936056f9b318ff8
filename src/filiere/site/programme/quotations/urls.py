"""The address of the checker."""

from django.urls import path

from filiere.site.programme.quotations import views

urlpatterns = [path("check/", views.check_text_page, name="check")]
