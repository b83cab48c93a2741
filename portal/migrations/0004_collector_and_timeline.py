"""What the collector reads of organisations; an index for the timeline of one partnership."""

import django.db.models.expressions
import django.db.models.fields.json
from django.db import migrations, models

from portal.rowsecurity import OpenToCollector


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_operators_and_demonstration")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                models.F("owner"),
                django.db.models.fields.json.KT("detail__partnership"),
                django.db.models.expressions.OrderBy(models.F("at"), descending=True),
                name="audit_partnership",
            ),
        ),
        OpenToCollector(
            "organisation",
            ["id", "kind", "type", "size_band", "country", "active", "demonstration", "created_at"],
        ),
    ]
