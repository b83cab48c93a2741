"""Operators' one-time links, the mark of invented people, and a cache all processes share."""

import django.db.models.deletion
import portal.clock
import portal.tenancy
from django.conf import settings
from django.db import migrations, models

from portal.rowsecurity import USER, OpenDoors

# Rate limits and used one-time codes must hold for every web process, so they live here.
CACHE = """
CREATE TABLE portal_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX portal_cache_expires ON portal_cache (expires);
"""

# Operators act for no organisation: they find again the invitations they made themselves.
MADE_BY_ME = f"""
CREATE POLICY made_by_me ON portal_invitation FOR SELECT USING (created_by_id = {USER})
"""


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0002_row_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='demonstration',
            field=models.BooleanField(default=False, editable=False, help_text='An invented person; production refuses them'),
        ),
        migrations.CreateModel(
            name='OperatorLink',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=portal.clock.now, editable=False)),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunSQL(CACHE, "DROP TABLE portal_cache"),
        migrations.RunSQL(MADE_BY_ME, "DROP POLICY made_by_me ON portal_invitation"),
        OpenDoors(["portal_operatorlink", "portal_cache"]),
    ]
