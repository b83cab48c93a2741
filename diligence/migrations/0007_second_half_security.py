"""Row policies and grants of everything from the dossier to the decision; what the collector reads."""

from django.db import migrations

from portal.rowsecurity import OpenToCollector, ProtectRows


class Migration(migrations.Migration):
    dependencies = [("diligence", "0006_second_half"), ("portal", "0004_collector_and_timeline")]

    operations = [
        ProtectRows("referralarrangement"),
        ProtectRows("dossier", references=["partnership", "appraisal"], write_once=True),
        ProtectRows("route", references=["appraisal"], write_once=True),
        ProtectRows("consultation", references=["partnership", "appraisal", "dossier"]),
        ProtectRows("receivedadvice", references=["consultation", "partnership"], write_once=True),
        ProtectRows("chosenmeasure", references=["appraisal"]),
        ProtectRows("clearance", references=["appraisal"]),
        ProtectRows(
            "decision", references=["partnership", "appraisal", "score", "advice"], write_once=True
        ),
        ProtectRows("reviewmark", references=["decision"], write_once=True),
        # Attachments had their composite keys before these two columns came.
        migrations.RunSQL(
            [
                'ALTER TABLE "diligence_attachment" ADD CONSTRAINT '
                f'"diligence_attachment_{name}_same_owner" FOREIGN KEY ({name}_id, owner_id) '
                f'REFERENCES "{table}" (id, owner_id) DEFERRABLE INITIALLY DEFERRED'
                for name, table in (
                    ("measure", "diligence_chosenmeasure"),
                    ("clearance", "diligence_clearance"),
                )
            ],
            migrations.RunSQL.noop,
        ),
        OpenToCollector(
            "partnership",
            ["id", "owner_id", "registered_at", "discarded_at", "starts_on", "technology_areas"],
        ),
        OpenToCollector(
            "appraisal",
            [
                "id", "owner_id", "partnership_id", "state", "started_at", "triaged_at",
                "triage_rule", "submission", "submitted_at", "scored_at", "withdrawn_at",
                "outcome", "band", "triage_minutes", "full_minutes",
            ],
        ),
        OpenToCollector(
            "score", ["id", "owner_id", "appraisal_id", "submission", "outcome", "band", "scored_at"]
        ),
        OpenToCollector(
            "consultation",
            ["id", "owner_id", "appraisal_id", "state", "created_at", "sent_at", "opened_at", "due_on", "closed_at"],
        ),
        OpenToCollector(
            "receivedadvice", ["id", "owner_id", "consultation_id", "recommendation", "received_at"]
        ),
        OpenToCollector(
            "chosenmeasure",
            ["id", "owner_id", "appraisal_id", "measure", "state", "due_on", "chosen_at", "done_at", "accepted_at"],
        ),
        OpenToCollector(
            "decision",
            [
                "id", "owner_id", "partnership_id", "appraisal_id", "number", "verdict",
                "authority", "band", "outcome", "target_band", "actual_band", "advice_id",
                "followed", "decided_at",
            ],
        ),
    ]
