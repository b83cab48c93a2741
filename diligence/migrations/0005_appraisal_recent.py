"""The list of appraisals reads the latest first without sorting them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diligence", "0004_register_sorting")]

    operations = [
        migrations.AddIndex(
            "appraisal",
            models.Index(fields=["owner", "-started_at", "-id"], name="appraisal_recent"),
        ),
    ]
