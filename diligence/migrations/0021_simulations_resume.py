"""Who asked for a simulation, and how far it got: a worker that is killed loses one chunk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diligence", "0020_carried_over_by_member")]

    operations = [
        migrations.AddField("simulation", "member", models.UUIDField(null=True)),
        migrations.AddField("simulation", "partial", models.JSONField(null=True)),
    ]
