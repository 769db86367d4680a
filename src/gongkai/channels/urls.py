"""The addresses of channels in the back office."""

from django.urls import path

from gongkai.channels.views import changes, imports, pages, traffic

app_name = "gk_channels"

urlpatterns = [
    path("channels/", pages.index, name="index"),
    path("channels/unit/<slug:code>/", pages.unit, name="unit"),
    path("channels/unit/<slug:code>/enter-site/", changes.enter_site, name="enter_site"),
    path("channels/unit/<slug:code>/enter-account/", changes.enter_account, name="enter_account"),
    path("channels/unit/<slug:code>/import/", imports.import_file, name="import"),
    path("channels/unit/<slug:code>/import/template/", imports.template, name="template"),
    path("channels/site/<slug:uid>/", pages.site, name="site"),
    path("channels/site/<slug:uid>/correct/", changes.correct_site, name="correct_site"),
    path("channels/site/<slug:uid>/close/", changes.close_site, name="close_site"),
    path("channels/site/<slug:uid>/enter-column/", changes.enter_column, name="enter_column"),
    path("channels/site/<slug:uid>/record-reading/", changes.record_site_reading, name="record_site_reading"),
    path("channels/site/<slug:uid>/readings/", pages.site_readings, name="site_readings"),
    path("channels/site/<slug:uid>/traffic/", traffic.traffic, name="traffic"),
    path("channels/column/<slug:uid>/correct/", changes.correct_column, name="correct_column"),
    path("channels/column/<slug:uid>/move/", changes.move_column, name="move_column"),
    path("channels/column/<slug:uid>/close/", changes.close_column, name="close_column"),
    path("channels/account/<slug:uid>/", pages.account, name="account"),
    path("channels/account/<slug:uid>/correct/", changes.correct_account, name="correct_account"),
    path("channels/account/<slug:uid>/merge/", changes.merge_account, name="merge_account"),
    path("channels/account/<slug:uid>/close/", changes.close_account, name="close_account"),
    path("channels/account/<slug:uid>/record-issue/", changes.record_issue, name="record_issue"),
    path("channels/account/<slug:uid>/record-reading/", changes.record_account_reading, name="record_account_reading"),
    path("channels/account/<slug:uid>/issues/", pages.issues, name="issues"),
    path("channels/account/<slug:uid>/readings/", pages.account_readings, name="account_readings"),
    path("channels/reading/<slug:uid>/strike/", changes.strike_reading, name="strike_reading"),
    path("channels/reading/<slug:uid>/evidence/", pages.evidence, name="evidence"),
]
