"""Django's entry in the register for the demonstration edition."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    label = "demo"
    verbose_name = "Demonstration edition"
