"""Row policies and grants of imports, facts, colleagues' replies and the work plan."""

from django.db import migrations

from portal.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("diligence", "0010_light_work"), ("portal", "0006_link_and_absence_security")]

    operations = [
        ProtectRows("importbatch"),
        ProtectRows("importrow", references=["batch", "partnership", "change"]),
        ProtectRows("importmapping"),
        ProtectRows("fact", references=["partner", "unit", "appraisal"]),
        ProtectRows("colleaguerequest", references=["appraisal"]),
        ProtectRows("proposal", references=["request"]),
        ProtectRows("reminderplan"),
        ProtectRows("snooze", references=["partnership"]),
        ProtectRows("digestchoice"),
        ProtectRows("keptview"),
    ]
