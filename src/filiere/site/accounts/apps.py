"""Declaration of the app to Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "filiere.site.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
