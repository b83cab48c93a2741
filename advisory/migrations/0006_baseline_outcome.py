"""A referral keeps the outcome under the EU baseline; the collector reads it and no other."""

from django.db import migrations, models

# Every score so far was made by the baseline itself.
BASELINE_SO_FAR = """
UPDATE advisory_referral SET baseline_outcome = outcome, baseline_band = band
"""
GRANTS = """
GRANT SELECT (baseline_outcome, baseline_band) ON advisory_referral TO portal_collector;
REVOKE SELECT (outcome, band) ON advisory_referral FROM portal_collector;
"""


class Migration(migrations.Migration):
    dependencies = [("advisory", "0005_received_files")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="baseline_outcome",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="referral",
            name="baseline_band",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.RunSQL(BASELINE_SO_FAR, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
