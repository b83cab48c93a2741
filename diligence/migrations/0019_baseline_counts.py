"""What measures leave under the EU baseline; the collector reads its outcomes and no others."""

from django.db import migrations, models

# Every decision so far was taken on a score by the baseline itself.
DECIDED_SO_FAR = """
UPDATE diligence_decision d SET baseline_target_band = target_band
FROM diligence_score s WHERE s.id = d.score_id AND s.baseline_digest <> ''
"""
GRANTS = """
GRANT SELECT (baseline_outcome, baseline_band, baseline_route) ON diligence_appraisal
  TO portal_collector;
REVOKE SELECT (outcome, band, triage_rule) ON diligence_appraisal FROM portal_collector;
GRANT SELECT (baseline_outcome, baseline_band) ON diligence_score TO portal_collector;
REVOKE SELECT (outcome, band) ON diligence_score FROM portal_collector;
GRANT SELECT (baseline_target_band) ON diligence_decision TO portal_collector;
REVOKE SELECT (outcome, band, target_band, actual_band) ON diligence_decision
  FROM portal_collector;
"""


class Migration(migrations.Migration):
    dependencies = [("diligence", "0018_scores_packed")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="baseline_target_band",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.RunSQL(DECIDED_SO_FAR, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
