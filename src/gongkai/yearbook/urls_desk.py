"""The addresses of submissions and of the superior's desk, included by `urls`."""

from django.urls import path

from gongkai.yearbook.views import desk, intake, senders, submissions

urlpatterns = [
    path("yearbook/report/<slug:uid>/submissions/", submissions.unit, name="submissions"),
    path("yearbook/report/<slug:uid>/submit/", submissions.submit, name="submit"),
    path("yearbook/report/<slug:uid>/package/", submissions.package, name="package"),
    path("yearbook/submission/<slug:uid>/", submissions.submission, name="submission"),
    path("yearbook/submission/<slug:uid>/receipt/", submissions.receipt, name="receipt"),
    path("yearbook/submission/<slug:uid>/remark/", submissions.remark, name="remark"),
    path("yearbook/submission/<slug:uid>/remarks/<int:pk>/answer/", submissions.answer, name="answer"),
    path("yearbook/submission/<slug:uid>/return/", submissions.return_, name="return"),
    path("yearbook/submission/<slug:uid>/accept/", submissions.accept, name="accept"),
    path("yearbook/submission/<slug:uid>/report.<slug:to>", submissions.download, name="submitted"),
    path("yearbook/desk/", desk.index, name="desks"),
    path("yearbook/desk/<slug:code>/", desk.this_year, name="desk_this_year"),
    path("yearbook/desk/<slug:code>/week/", desk.week, name="week"),
    path("yearbook/desk/<slug:code>/senders/", senders.senders, name="senders"),
    path("yearbook/desk/<slug:code>/senders/enter/", senders.enter, name="know_sender"),
    path("yearbook/desk/<slug:code>/senders/<slug:uid>/end/", senders.end, name="end_sender"),
    path("yearbook/desk/<slug:code>/receive/", intake.receive, name="receive"),
    path("yearbook/desk/<slug:code>/<int:year>/", desk.desk, name="desk"),
    path("yearbook/desk/<slug:code>/<int:year>/remind/", desk.remind, name="remind"),
    path("yearbook/desk/<slug:code>/<int:year>/deadline/", desk.deadline, name="deadline"),
    path("yearbook/desk/<slug:code>/<int:year>/across/", desk.across, name="across"),
    path("yearbook/desk/<slug:code>/<int:year>/across.csv", desk.across_csv, name="across_csv"),
    path("yearbook/desk/<slug:code>/<int:year>/notice.docx", desk.notice, name="notice"),
]
