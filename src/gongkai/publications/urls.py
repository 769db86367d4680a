"""Addresses of the office of publications, below /office/; those of the editor are in `viewsets`."""

from django.urls import path

from gongkai.publications.views import (
    chains,
    checks,
    content,
    counts,
    facts,
    files,
    placements,
    publishing,
    reviewing,
    wordings,
    work,
)

app_name = "gk_publications"

urlpatterns = [
    path("today/", work.start, name="work"),
    path("overdue/", work.overdue, name="overdue"),
    path("review/", reviewing.batch, name="batch"),
    path("review/take/", reviewing.take_many, name="take_many"),
    path("review/<str:uid>/", reviewing.review, name="review"),
    path("publication/<str:uid>/publish/", publishing.publish, name="publish"),
    path("publication/<str:uid>/withdraw/", publishing.withdraw, name="withdraw"),
    path("publication/<str:uid>/archive/", publishing.archive, name="archive"),
    path("publication/<str:uid>/unschedule/", publishing.unschedule, name="unschedule"),
    path("publication/<str:uid>/checks/", checks.checks, name="checks"),
    path("files/upload/", files.upload, name="upload_file"),
    path("wordings/", wordings.index, name="wordings"),
    path("wordings/file/", wordings.download, name="wordings_file"),
    path("wordings/import/", wordings.import_file, name="import_wordings"),
    path("wordings/set/", wordings.set_wording, name="set_wording"),
    path("wordings/change/", wordings.change, name="change_wording"),
    path("publication/<str:uid>/placements/", placements.placements, name="placements"),
    path("placements/offers/", placements.offers, name="offers"),
    path("placement/<str:uid>/accept/", placements.accept, name="accept_placement"),
    path("placement/<str:uid>/return/", placements.give_back, name="return_placement"),
    path("placement/<str:uid>/end/", placements.take_down, name="end_placement"),
    path("counts/", counts.counts, name="placement_counts"),
    path("counts/behind/", counts.behind, name="placements_behind"),
    path("publication/<str:uid>/validity/", facts.validity, name="validity"),
    path("evaluations/", facts.evaluations, name="evaluations"),
    path("publication/<str:uid>/evaluate/", facts.evaluate, name="evaluate"),
    path("index-schemes/", facts.schemes, name="schemes"),
    path("index-schemes/<str:code>/", facts.scheme, name="scheme"),
    path("content/import/", content.import_content, name="import_content"),
    path("content/import/template/", content.import_template, name="import_template"),
    path("content/import/feed/", content.import_feed, name="import_feed"),
    path("content/import/<str:key>/confirm/", content.confirm_import, name="confirm_import"),
    path("content/import/<str:key>/marked/", content.import_marked, name="import_marked"),
    path("content/export/", content.export, name="export"),
    path("content/export/<str:code>/", content.export_unit, name="export_unit"),
    path("chains/", chains.index, name="chains"),
    path("chains/<str:code>/", chains.set_chain, name="set_chain"),
]
