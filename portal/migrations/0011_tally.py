"""Counts of what may be tried only so often, kept before an organisation is known."""

from django.db import migrations, models

from portal.rowsecurity import OpenDoors


class Migration(migrations.Migration):
    dependencies = [("portal", "0010_privacy_disclosures_security")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("until", models.DateTimeField(db_index=True)),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        OpenDoors(["portal_tally"]),
    ]
