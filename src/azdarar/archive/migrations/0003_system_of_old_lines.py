"""Lines written before the ledger knew systems: what has articles or briefs is a SPIP site."""

from django.db import migrations


def name_the_system(apps, schema_editor):
    line = apps.get_model("archive", "LedgerLine")
    spip = list(line.objects.filter(kind__in=("article", "breve")).values_list("site", flat=True).distinct())
    line.objects.filter(site__in=spip).update(system="spip")
    line.objects.filter(site__in=spip, kind="attachment").update(kind="document")


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_runs_and_ledger")]

    operations = [migrations.RunPython(name_the_system, migrations.RunPython.noop)]
