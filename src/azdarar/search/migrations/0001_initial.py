"""The index, in the form the database has for it."""

from django.db import migrations

from azdarar.search.internal import postgresql, sqlite


def create(apps, schema_editor):
    statements = {"sqlite": (sqlite.CREATE,), "postgresql": postgresql.CREATE}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("articles", "0002_initial")]
    operations = [migrations.RunPython(create, drop)]
