from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "mediation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mediation import acts  # noqa: F401 - registers what its acts record
