"""Carry the three former roles over to the six, so that nobody may do less than before, nor more.

A former writer is a contributor. A former editor is an editor of all of the paper, front pages included. A
former administrator was a superuser, whom no rule bound; they now hold the three roles that lead. Everybody on
the staff gets the days in which a second factor is still a wish.
"""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

LEADING = ("editor-in-chief", "webmaster", "accounts-clerk")
GRACE = timedelta(days=14)


def carry_over(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    User = apps.get_model("accounts", "User")
    now = timezone.now()
    _rename_group(Group, "writer", "contributor")
    for role in ("contributor", "editor"):
        for user in User.objects.filter(groups__name=role):
            _hold(apps, user, role, at=now)
    for user in User.objects.filter(is_superuser=True):
        for role in LEADING:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
            _hold(apps, user, role, at=now)
        user.is_superuser, user.is_staff = False, True
        user.save()
    User.objects.filter(is_staff=True, second_factor_due_at=None).update(second_factor_due_at=now + GRACE)


def _rename_group(Group, old, new):
    """Rename a group, or move its members where one of the new name is there already."""
    former = Group.objects.filter(name=old).first()
    if former is None:
        return
    present = Group.objects.filter(name=new).first()
    if present is None:
        former.name = new
        former.save()
        return
    for user in former.user_set.all():
        user.groups.add(present)
    former.delete()


def _hold(apps, user, role, *, at):
    Scope = apps.get_model("accounts", "Scope")
    if not Scope.objects.filter(user=user, role=role).exists():
        Scope.objects.create(user=user, role=role, granted_at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_erasure"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
