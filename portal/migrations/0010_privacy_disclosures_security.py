"""Row policies of data protection; functions that remove what is written once, on the record."""

from django.db import migrations

from portal.rowsecurity import AddLedgerFunctions, ProtectRows


class Migration(migrations.Migration):
    dependencies = [("portal", "0009_privacy_disclosures")]

    operations = [
        ProtectRows("privacysettings"),
        ProtectRows("retentionrule"),
        ProtectRows("legalhold"),
        ProtectRows("retentionrun", write_once=True),
        ProtectRows("personrequest"),
        ProtectRows("disclosure"),
        AddLedgerFunctions(),
    ]
