"""Blank questionnaires as PDF, made by the worker and kept."""

import django.db.models.deletion
import portal.clock
import portal.tenancy
from django.db import migrations, models

from portal.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("diligence", "0021_simulations_resume"),
        ("portal", "0006_link_and_absence_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
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
                ("digest", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=300)),
                ("language", models.CharField(max_length=20)),
                ("page", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to start"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=1000)),
                ("stored_as", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=portal.clock.now)),
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
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="diligence.questionnaireversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "digest"), name="paper_made_once")
                ],
            },
        ),
        ProtectRows("paper"),
    ]
