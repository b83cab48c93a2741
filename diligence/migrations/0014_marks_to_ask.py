from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diligence", "0013_facts_carried")]

    operations = [
        migrations.AddField(
            model_name="answersheet",
            name="to_ask",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
