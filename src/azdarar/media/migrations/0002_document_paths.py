import azdarar.media.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='storydocument',
            name='file',
            field=models.FileField(max_length=255, upload_to=azdarar.media.models.document_path, verbose_name='file'),
        ),
        migrations.AlterField(
            model_name='picture',
            name='alt_state',
            field=models.CharField(choices=[('described', 'Described by its alt text'), ('decorative', 'Decorative: it adds nothing to the text'), ('unknown', 'Not described yet')], default='described', max_length=12, verbose_name='description'),
        ),
    ]
