"""The index is a file of its own from now on: what it still has to be told, and no table of tokens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="WaitingStories",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("stories", models.JSONField(default=list, verbose_name="stories")),
            ],
            options={"verbose_name": "waiting stories", "verbose_name_plural": "waiting stories"},
        ),
        migrations.RunSQL("DROP TABLE IF EXISTS search_index", migrations.RunSQL.noop),
    ]
