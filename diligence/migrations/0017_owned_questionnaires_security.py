"""Row policies of drafts and what belongs to them; scores so far were all made by the baseline."""

from django.db import migrations

from portal.rowsecurity import ProtectRows

BASELINE_SO_FAR = """
UPDATE diligence_score SET baseline_digest = version_digest, baseline_outcome = outcome,
  baseline_band = band
WHERE version_digest IN (SELECT digest FROM diligence_questionnaireversion WHERE key = 'eu-baseline');
UPDATE diligence_appraisal a SET baseline_outcome = outcome, baseline_band = band,
  baseline_route = CASE WHEN triaged_at IS NULL THEN '' WHEN state IN ('ended_low', 'out_of_scope')
    THEN state ELSE 'full' END
WHERE version_id IN (SELECT id FROM diligence_questionnaireversion WHERE key = 'eu-baseline');
"""


class Migration(migrations.Migration):
    dependencies = [("diligence", "0016_owned_questionnaires")]

    operations = [
        ProtectRows("draft"),
        ProtectRows("draftchange", references=["draft"], write_once=True),
        ProtectRows("draftcomment", references=["draft"]),
        ProtectRows("draftreview", references=["draft"], write_once=True),
        ProtectRows("checkoverride", references=["draft"]),
        ProtectRows("questionnairechoice"),
        ProtectRows("simulation", references=["draft"]),
        ProtectRows("carryover"),
        ProtectRows("carryreport", references=["appraisal", "carry_over"], write_once=True),
        migrations.RunSQL(BASELINE_SO_FAR, migrations.RunSQL.noop),
    ]
