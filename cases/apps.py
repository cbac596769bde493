from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import acts, database

        acts.load()
        pre_migrate.connect(database.ask_for_two_roles, sender=self)
        post_migrate.connect(database.define_functions, sender=self)
        post_migrate.connect(database.grant_to_application, sender=self)
