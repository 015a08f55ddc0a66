from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_what_stories_may_speak_of'),
    ]

    operations = [
        migrations.AddField(
            model_name='recommendation',
            name='begins_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='shown from'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='ends_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='shown until'),
        ),
    ]
