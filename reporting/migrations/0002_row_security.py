"""Row policies and grants of the reporting room."""

from django.db import migrations

from portal.rowsecurity import ProtectDirectory, ProtectRows


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("portal", "0002_row_security")]

    operations = [
        ProtectDirectory("reportingcycle"),
        ProtectRows("snapshot", write_once=True),
        ProtectRows("contribution"),
        ProtectRows("framecell", references=["contribution"]),
        ProtectRows("declaration", references=["contribution"]),
        ProtectRows("chaptertext", references=["contribution"]),
        ProtectRows("return", references=["contribution"], write_once=True),
        ProtectRows("receivedreturn", write_once=True),
        ProtectRows("rendering"),
        ProtectRows("report", write_once=True),
    ]
