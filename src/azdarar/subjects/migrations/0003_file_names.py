"""File every subject under the keys of its names."""

from django.db import migrations

from azdarar.language.names import name_keys


def file_names(apps, schema_editor):
    Subject, NameKey = apps.get_model("subjects", "Subject"), apps.get_model("subjects", "NameKey")
    for subject in Subject.objects.prefetch_related("names").iterator(chunk_size=500):
        names = {subject.title, *(name.text for name in subject.names.all())}
        keys = {key[:100] for name in names for key in name_keys(name)}
        NameKey.objects.bulk_create(
            [NameKey(subject=subject, key=key) for key in sorted(keys)], ignore_conflicts=True
        )


class Migration(migrations.Migration):

    dependencies = [("subjects", "0002_names_in_any_spelling")]

    operations = [migrations.RunPython(file_names, migrations.RunPython.noop)]
