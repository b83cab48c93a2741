"""What facts need to be carried: the words they were asked in, and what they took the place of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diligence", "0012_colleague_reminders")]

    operations = [
        migrations.AddField(
            model_name="appraisal",
            name="said_changed",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="fact",
            name="asked_as",
            field=models.CharField(default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="fact",
            name="ended_note",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="fact",
            name="replaces",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="fact",
            name="ended_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("replaced", "Answered anew"),
                    ("corrected", "Corrected by hand"),
                    ("removed", "Removed"),
                    ("undone", "Correction taken back"),
                    ("withdrawn", "Its appraisal was withdrawn"),
                ],
                max_length=10,
            ),
        ),
    ]
