"""Take away the page and the site that Wagtail puts into every new database."""

from django.db import migrations


def take_away(apps, schema_editor):
    """Only what Wagtail made and nobody touched: its welcome page still has no revision."""
    site = apps.get_model("wagtailcore", "Site")
    page = apps.get_model("wagtailcore", "Page")
    welcome = page.objects.filter(path="00010001", slug="home", latest_revision__isnull=True, numchild=0)
    site.objects.filter(root_page__in=welcome).delete()
    if welcome.exists():
        welcome.delete()
        page.objects.filter(path="0001").update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]
    # Nothing to bring back: Wagtail works without its welcome page.
    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
