"""Bodies entered before there was a history get one: name and superior since ever."""

from django.db import migrations


def write(apps, schema_editor):
    model = lambda name: apps.get_model("gk_organisations", name).objects  # noqa: E731
    parents = dict(model("Organisation").values_list("pk", "parent_id"))
    for unit in model("Organisation").all():
        model("UnitName").create(unit=unit, name=unit.name)
        if unit.parent_id:
            model("Membership").create(unit=unit, parent_id=unit.parent_id)
        above, depth = unit.pk, 0
        while above is not None and depth <= len(parents):
            model("Ancestry").create(ancestor_id=above, descendant=unit, depth=depth)
            above, depth = parents[above], depth + 1


def take_away(apps, schema_editor):
    for name in ("Ancestry", "Membership", "UnitName"):
        apps.get_model("gk_organisations", name).objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0012_posts'),
    ]

    operations = [migrations.RunPython(write, take_away)]
