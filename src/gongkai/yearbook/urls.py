"""The addresses of the yearbook in the back office."""

from django.urls import include, path

from gongkai.yearbook.views import adjustments, cells, downloads, form, nil, review, text, wordings, years

app_name = "gk_yearbook"

urlpatterns = [
    path("yearbook/", years.index, name="index"),
    path("yearbook/unit/<slug:code>/", years.unit, name="unit"),
    path("yearbook/unit/<slug:code>/begin/", years.begin, name="begin"),
    path("yearbook/unit/<slug:code>/wordings/", wordings.wordings, name="wordings"),
    path("yearbook/unit/<slug:code>/wordings/<slug:section>/", wordings.wording, name="wording"),
    path("yearbook/unit/<slug:code>/wordings/<slug:section>/drop/", wordings.drop, name="drop_wording"),
    path("yearbook/report/<slug:uid>/", form.form, name="form"),
    path("yearbook/report/<slug:uid>/findings/", form.findings, name="findings"),
    path("yearbook/report/<slug:uid>/cell/<path:cell>/", cells.cell, name="cell"),
    path("yearbook/report/<slug:uid>/records/<path:cell>.csv", cells.export, name="export"),
    path("yearbook/report/<slug:uid>/adjust/<path:cell>/", adjustments.propose, name="propose"),
    path("yearbook/report/<slug:uid>/adjustments/", adjustments.listed, name="adjustments"),
    path("yearbook/report/<slug:uid>/adjustments/approve/", adjustments.approve_all, name="approve_all"),
    path("yearbook/adjustment/<slug:uid>/approve/", adjustments.approve, name="approve_adjustment"),
    path("yearbook/adjustment/<slug:uid>/strike/", adjustments.strike, name="strike_adjustment"),
    path("yearbook/report/<slug:uid>/missing/", nil.missing, name="missing"),
    path("yearbook/report/<slug:uid>/nil/<slug:nil>/take-back/", nil.take_back, name="take_back"),
    path("yearbook/report/<slug:uid>/text/", text.sections, name="text"),
    path("yearbook/report/<slug:uid>/text/<slug:section>/", text.section, name="section"),
    path("yearbook/report/<slug:uid>/text/<slug:section>/redraft/", text.redraft, name="redraft"),
    path("yearbook/report/<slug:uid>/review/", review.review, name="review"),
    path("yearbook/report/<slug:uid>/review/<slug:step>/", review.step, name="step"),
    path("yearbook/report/<slug:uid>/draft.<slug:to>", downloads.draft, name="draft"),
    path("", include("gongkai.yearbook.urls_desk")),
]
