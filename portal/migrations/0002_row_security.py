"""Row policies and grants of the foundation."""

from django.db import migrations

from portal.rowsecurity import PRESENTED, USER, OpenDoors, ProtectDirectory, ProtectRows

DOORS = [
    "portal_user",
    "portal_bell",
    "django_session",
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
]
READ_ONLY = ["django_migrations", "django_content_type", "auth_permission", "auth_group"]


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        OpenDoors(DOORS, read_only=READ_ONLY),
        ProtectDirectory("organisation", owner="id"),
        ProtectRows("membership", also=f"user_id = {USER}"),
        ProtectRows("unit"),
        ProtectRows("unitassignment", references=["membership", "unit"]),
        ProtectRows("invitation", also=f"digest = {PRESENTED}"),
        ProtectRows("resetlink", also=f"digest = {PRESENTED}"),
        ProtectRows("apitoken", references=["membership"], also=f"digest = {PRESENTED}"),
        ProtectRows("auditevent", write_once=True),
    ]
