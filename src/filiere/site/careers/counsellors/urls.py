"""Addresses of the counsellor’s space, under counselling/."""

from django.urls import path

from filiere.site.careers.counsellors import views

urlpatterns = [
    path("", views.show_space, name="counsellor"),
    path("files/new/", views.open_file, name="file-new"),
    path("files/<slug:key>/", views.show_file, name="file"),
    path("files/<slug:key>/change/", views.change_file, name="file-change"),
    path("files/<slug:key>/answers/", views.answer_intake, name="file-answers"),
    path("files/<slug:key>/next/", views.plan_next_step, name="file-next"),
    path("files/<slug:key>/steps/", views.reach_stage, name="file-step"),
    path("files/<slug:key>/compute/", views.compute_result, name="file-compute"),
    path("files/<slug:key>/correct/", views.correct_result, name="file-correct"),
    path("files/<slug:key>/erase/", views.erase_file, name="file-erase"),
    path("files/<slug:key>/export/", views.export_file, name="file-export"),
    path("files/<slug:key>/sheet/", views.show_sheet, name="file-sheet"),
    path("files/<slug:key>/sheet.pdf", views.print_sheet, name="file-sheet-pdf"),
    path("simulations/new/", views.plan_simulation, name="simulation-new"),
    path("simulations/<slug:key>/", views.show_simulation, name="simulation"),
]
