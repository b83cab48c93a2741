"""Row policies and grants of the hub's room; what the collector reads."""

from django.db import migrations

from portal.rowsecurity import OpenToCollector, ProtectDirectory, ProtectRows


class Migration(migrations.Migration):
    dependencies = [("advisory", "0001_initial"), ("portal", "0004_collector_and_timeline")]

    operations = [
        ProtectDirectory("remit"),
        ProtectRows("referral"),
        ProtectRows("referralpartner", references=["referral"]),
        ProtectRows("receiveddossier", references=["referral"], write_once=True),
        ProtectRows("note", references=["referral"], write_once=True),
        ProtectRows("informationrequest", references=["referral"]),
        ProtectRows("advicedraft", references=["referral"]),
        ProtectRows("countersignrequest"),
        ProtectRows("advice", references=["referral"], write_once=True),
        OpenToCollector(
            "referral",
            [
                "id", "owner_id", "sender_id", "member_state", "source", "kind", "band", "outcome",
                "technology_areas", "received_at", "due_on", "target_days", "state",
                "first_answer_at", "issued_at", "closed_at",
            ],
        ),
        OpenToCollector("advice", ["id", "owner_id", "referral_id", "recommendation", "issued_at"]),
    ]
