"""The index as it was once: a table of the paper's own database. The next migration drops it."""

from django.db import migrations

_CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "language UNINDEXED, headline, about, text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
    ),
    "postgresql": (
        "CREATE TABLE search_index (article_id bigint PRIMARY KEY, language varchar(12) NOT NULL, "
        "document tsvector NOT NULL)",
        "CREATE INDEX search_index_document ON search_index USING gin (document)",
    ),
}


def create(apps, schema_editor):
    for statement in _CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("articles", "0002_initial")]
    operations = [migrations.RunPython(create, drop)]
