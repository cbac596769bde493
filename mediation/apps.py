from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "mediation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.forms.acts import SENT_BY
        from cases.law.roles import Role
        from mediation import acts, register  # noqa: F401 - registers what its acts record

        SENT_BY[Role.MEDIATOR] = register.sent_by
