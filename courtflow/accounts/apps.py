from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "courtflow.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Look that the door is shut; note when people come in."""
        from django.contrib.auth.signals import user_logged_in

        from courtflow.accounts import door, lasting

        door.check_settings()
        user_logged_in.connect(lasting.begin, dispatch_uid="lasting")
