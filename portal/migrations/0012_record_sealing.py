"""Seals know their largest id, prunings what they took; exports of the record; events by id."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import portal.clock
import portal.tenancy
from portal.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("portal", "0011_tally")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["owner", "id"], name="audit_order"),
        ),
        migrations.AddField(
            model_name="auditseal",
            name="last_id",
            field=models.UUIDField(default=uuid.UUID(int=0)),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="auditseal",
            index=models.Index(fields=["owner", "-last_id"], name="audit_seal_last"),
        ),
        migrations.AddField(
            model_name="auditpruning",
            name="taken",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="RecordExport",
            fields=[
                ("id", models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ("owner", models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.organisation")),
                ("format", models.CharField(choices=[("csv", "Table (CSV)"), ("jsonl", "JSON lines")], max_length=5)),
                ("chosen", models.JSONField(default=dict)),
                ("state", models.CharField(choices=[("making", "Being made"), ("ready", "Ready to fetch"), ("failed", "Failed"), ("removed", "Removed")], default="making", max_length=7)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("stored_as", models.CharField(blank=True, max_length=100)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=portal.clock.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("by", models.CharField(max_length=200)),
                ("user_id", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["owner", "-created_at"], name="record_export_recent")],
            },
        ),
        ProtectRows("recordexport"),
    ]
