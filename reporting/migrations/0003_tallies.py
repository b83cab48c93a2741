"""Counts behind snapshots, sealed: the application writes them, the collector alone reads them."""

import django.db.models.deletion
from django.db import migrations, models

import portal.clock
import portal.tenancy
from portal.rowsecurity import SealRows


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_collector_and_timeline"),
        ("reporting", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedTally",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=portal.tenancy.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("period", models.CharField(max_length=7)),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("taken_at", models.DateTimeField(default=portal.clock.now)),
                (
                    "owner",
                    models.ForeignKey(
                        default=portal.tenancy.acting_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "period"), name="tally_once_per_period"
                    )
                ],
            },
        ),
        SealRows("sealedtally"),
    ]
