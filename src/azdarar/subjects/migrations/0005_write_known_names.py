"""Write the names that stories are searched for, of every subject there is."""

from django.db import migrations

from azdarar.subjects.known_names import COLUMNS, known_rows


def write_known_names(apps, schema_editor):
    Subject, KnownName = apps.get_model("subjects", "Subject"), apps.get_model("subjects", "KnownName")
    held = {field.name for field in KnownName._meta.get_fields()}
    for subject in Subject.objects.prefetch_related("names").iterator(chunk_size=500):
        names = {subject.title, *(name.text for name in subject.names.all())}
        KnownName.objects.bulk_create(
            [
                KnownName(
                    subject=subject,
                    **{column: value for column, value in zip(COLUMNS, row, strict=True) if column in held},
                )
                for row in sorted(known_rows(names, is_person=subject.kind == "person"))
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):

    dependencies = [("subjects", "0004_known_names")]

    operations = [migrations.RunPython(write_known_names, migrations.RunPython.noop)]
