"""Row policies and grants of the organisation's room."""

from django.db import migrations

from portal.rowsecurity import ACTING, ProtectDirectory, ProtectRows

READABLE = f"""(
    audience = 'everyone'
    OR audience = 'member_state' AND audience_country = (
        SELECT country FROM portal_organisation WHERE id = {ACTING}
    )
)"""


class Migration(migrations.Migration):
    dependencies = [("diligence", "0001_initial"), ("portal", "0002_row_security")]

    operations = [
        ProtectDirectory("questionnaireversion", readable=READABLE, write_once=True),
        ProtectRows("partner", references=["merged_into"]),
        ProtectRows("partnership", references=["unit"]),
        ProtectRows("partnershippartner", references=["partnership", "partner"]),
        ProtectRows("partnershipchange", references=["partnership", "undoes"], write_once=True),
        ProtectRows("appraisal", references=["partnership"]),
        ProtectRows("answersheet", references=["appraisal"]),
        ProtectRows("answerchange", references=["appraisal"], write_once=True),
        ProtectRows("score", references=["appraisal"], write_once=True),
        ProtectRows("attachment", references=["partnership", "appraisal"]),
    ]
