"""Row policies and grants of links for people without an account, and of absences."""

from django.db import migrations

from portal.rowsecurity import PRESENTED, ProtectRows


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_shared_links_and_absences")]

    operations = [
        ProtectRows("sharedlink", also=f"digest = {PRESENTED}"),
        ProtectRows("absence", references=["membership", "delegate"]),
    ]
