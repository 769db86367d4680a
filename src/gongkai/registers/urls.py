"""The addresses of the registers in the back office."""

from django.urls import path

from gongkai.registers import urls_documents, urls_tables
from gongkai.registers.views import announcements, decisions, index, record

app_name = "gk_registers"

urlpatterns = [
    *urls_documents.urlpatterns,
    path("registers/", index.index, name="index"),
    path("registers/unit/<slug:code>/", index.unit, name="unit"),
    path("registers/unit/<slug:code>/decisions/<slug:duty>/", decisions.worklist, name="worklist"),
    path("registers/unit/<slug:code>/announcements/<slug:what>/", announcements.to_announce, name="announcements"),
    path("registers/record/decision/<slug:uid>/change/", record.change_decision, name="change_decision"),
    path("registers/record/<slug:kind>/<slug:uid>/", record.record, name="record"),
    path("registers/record/<slug:kind>/<slug:uid>/strike/", record.strike, name="strike"),
    *urls_tables.urlpatterns,
]
