"""Labels of the Traffic Light Protocol, and objections to what is held."""

import django.contrib.postgres.fields
import django.db.models.deletion
import portal.clock
import portal.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diligence', '0022_papers'),
        ('portal', '0009_privacy_disclosures'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='attachment',
            name='tlp_because',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='attachment',
            name='tlp_recipients',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='consultation',
            name='message_tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='consultation',
            name='reply_tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='dossier',
            name='tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='receivedadvice',
            name='tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('rectification', 'It is wrong'), ('objection', 'It should not be held')], max_length=14, verbose_name='kind')),
                ('text', models.TextField(max_length=2000, verbose_name='what is said')),
                ('raised_on', models.DateField(verbose_name='received')),
                ('raised_by_whom', models.CharField(max_length=200, verbose_name='by whom')),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('upheld', 'Upheld'), ('rejected', 'Rejected')], default='open', max_length=10)),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                ('recorded_at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
                ('user_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=200)),
                ('fact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='diligence.fact')),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='diligence.partner')),
                ('partnership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='diligence.partnership')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'indexes': [models.Index(fields=['owner', 'state', 'due_on'], name='objection_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('fact__isnull', False), ('partner__isnull', True), ('partnership__isnull', True)), models.Q(('fact__isnull', True), ('partner__isnull', False), ('partnership__isnull', True)), models.Q(('fact__isnull', True), ('partner__isnull', True), ('partnership__isnull', False)), _connector='OR'), name='objection_to_one')],
            },
        ),
    ]
