"""Labels of the Traffic Light Protocol."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('advisory', '0006_baseline_outcome'),
    ]

    operations = [
        migrations.AddField(
            model_name='advice',
            name='tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='advicedraft',
            name='tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='reply_tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='receiveddossier',
            name='tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
        migrations.AddField(
            model_name='receivedfile',
            name='tlp',
            field=models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber_strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], db_default='amber_strict', default='amber_strict', max_length=12),
        ),
    ]
