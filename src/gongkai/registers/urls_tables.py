"""The addresses of the registers' tables in the back office."""

from django.urls import path, re_path

from gongkai.registers.views import imports, rows, tables

urlpatterns = [
    path("registers/unit/<slug:code>/table/<slug:name>/", tables.listed, name="table"),
    re_path(
        r"^registers/unit/(?P<code>[-\w]+)/table/(?P<name>[-\w]+)/export\.(?P<to>csv|xlsx)$",
        tables.export, name="export",
    ),
    path("registers/unit/<slug:code>/table/<slug:name>/import/", imports.import_rows, name="import"),
    path("registers/unit/<slug:code>/table/<slug:name>/template/", imports.template, name="template"),
    path("registers/unit/<slug:code>/table/<slug:name>/import/<slug:key>/", imports.preview, name="preview"),
    path("registers/unit/<slug:code>/table/<slug:name>/import/<slug:key>/marked/", imports.marked, name="marked"),
    path("registers/unit/<slug:code>/table/<slug:name>/taken/<slug:uid>/strike/", imports.strike_import,
         name="strike_import"),
    path("registers/unit/<slug:code>/table/<slug:name>/row/<slug:uid>/", rows.correct_row, name="correct_row"),
]  # fmt: skip
