"""The chain that holds where no unit has set one: first review, secrecy review, approval."""

from datetime import date

from django.db import migrations

NAME = '内置审核流程'
STAGES = [('first', '初审'), ('secrecy', '保密审查'), ('approval', '审批')]


def make(apps, schema_editor):
    ContentType = apps.get_model('contenttypes', 'ContentType')
    Workflow = apps.get_model('wagtailcore', 'Workflow')
    WorkflowTask = apps.get_model('wagtailcore', 'WorkflowTask')
    Chain, ChainStep, ReviewTask = (apps.get_model('gk_publications', name) for name in ('Chain', 'ChainStep', 'ReviewTask'))
    # Content types are made after all migrations, and a task needs its own now.
    kind, _made = ContentType.objects.get_or_create(app_label='gk_publications', model='reviewtask')
    workflow = Workflow.objects.create(name=NAME)
    chain = Chain.objects.create(organisation=None, kind='', workflow=workflow, one_person=False, from_on=date(1900, 1, 1))
    for position, (stage, label) in enumerate(STAGES):
        task = ReviewTask.objects.create(name=label, content_type_id=kind.pk, stage=stage)
        WorkflowTask.objects.create(workflow=workflow, task_id=task.pk, sort_order=position)
        ChainStep.objects.create(chain=chain, position=position, task=task)


def remove(apps, schema_editor):
    Chain, ChainStep, ReviewTask = (apps.get_model('gk_publications', name) for name in ('Chain', 'ChainStep', 'ReviewTask'))
    Workflow = apps.get_model('wagtailcore', 'Workflow')
    for chain in Chain.objects.filter(organisation=None):
        steps = ChainStep.objects.filter(chain=chain)
        tasks, workflow = [step.task_id for step in steps], chain.workflow_id
        steps.delete()
        chain.delete()
        Workflow.objects.filter(pk=workflow).delete()
        ReviewTask.objects.filter(pk__in=tasks).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('gk_publications', '0004_life_of_publications'),
    ]

    operations = [migrations.RunPython(make, remove)]
