"""Row policies and grants of providers, domains, file keys and seals; tokens keep their reach."""

from django.db import migrations

from portal.enums import TokenScope
from portal.rowsecurity import PRESENTED, USER, OpenDoors, ProtectRows

# Tokens made before there were scopes may do what their member may, as until now.
ALL_SCOPES = ", ".join(f"'{scope}'" for scope in TokenScope.values)
EVERY_SCOPE = f"UPDATE portal_apitoken SET scopes = ARRAY[{ALL_SCOPES}]::varchar(10)[]"

# A member's provider is of the member's organisation: plain keys are checked past the policies.
SAME_OWNER = """
ALTER TABLE portal_membership ADD CONSTRAINT portal_membership_provider_same_owner
FOREIGN KEY (provider_id, owner_id) REFERENCES portal_identityprovider (id, owner_id)
DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0007_identity_files_record"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        ProtectRows("securitysettings"),
        ProtectRows("identityprovider", also=f"digest = {PRESENTED}"),
        ProtectRows("emaildomain", references=["provider"], also=f"digest = {PRESENTED}"),
        ProtectRows("claimrule", references=["provider", "unit"]),
        ProtectRows("signinproblem", references=["provider"]),
        ProtectRows("joinrequest", also=f"user_id = {USER}"),
        ProtectRows("addressproof", also=f"digest = {PRESENTED}"),
        ProtectRows("filekey"),
        ProtectRows("storedfile", references=["key", "stripped_from"]),
        ProtectRows("auditseal", write_once=True),
        ProtectRows("auditpruning", write_once=True),
        # Before an organisation is chosen: who a person is at a provider, their sessions, browsers.
        OpenDoors(
            [
                "portal_knowndevice",
                "socialaccount_socialaccount",
                "usersessions_usersession",
            ]
        ),
        migrations.RunSQL(SAME_OWNER, migrations.RunSQL.noop),
        migrations.RunSQL(EVERY_SCOPE, migrations.RunSQL.noop),
    ]
