"""Keep the second word of each known name: a database brings only the names whose first two words a story has."""

from django.db import migrations, models

AT_ONCE = 500


def write_second_words(apps, schema_editor):
    KnownName = apps.get_model("subjects", "KnownName")
    waiting = []
    for name in KnownName.objects.filter(words__contains=" ").iterator(chunk_size=AT_ONCE):
        name.second = name.words.split(" ")[1]
        waiting.append(name)
        if len(waiting) == AT_ONCE:
            KnownName.objects.bulk_update(waiting, ["second"])
            waiting = []
    KnownName.objects.bulk_update(waiting, ["second"])


class Migration(migrations.Migration):

    dependencies = [("subjects", "0005_write_known_names")]

    operations = [
        migrations.RemoveIndex(model_name="knownname", name="subjects_known_first"),
        migrations.AddField(
            model_name="knownname",
            name="second",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.RunPython(write_second_words, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="knownname",
            index=models.Index(fields=["first", "second"], name="subjects_known_begin"),
        ),
    ]
