"""Addresses of the plan."""

from django.urls import path

from filiere.site.programme.plan import views

urlpatterns = [
    path("", views.show_plan, name="home"),
    path("report.pdf", views.give_report, name="report"),
    path("plans/new/", views.new_plan, name="plan-new"),
    path("plans/<str:plan_key>/orientations/new/", views.new_orientation, name="orientation-new"),
    path("plans/<str:plan_key>/axes/new/", views.new_axis, name="axis-new"),
    path("plans/<str:plan_key>/actions/new/", views.new_action, name="action-new"),
    path("actions/<str:action_key>/", views.show_action, name="action"),
    path("actions/<str:action_key>/state/", views.declare_state_page, name="action-state"),
    path("actions/<str:action_key>/reading/", views.record_reading_page, name="action-reading"),
    path("actions/<str:action_key>/due/", views.change_due_page, name="action-due"),
    path("actions/<str:action_key>/target/", views.change_target_page, name="action-target"),
    path("actions/<str:action_key>/end/", views.end_action_page, name="action-end"),
]
