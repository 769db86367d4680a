"""The addresses of normative documents and budgets in the back office."""

from django.urls import path

from gongkai.registers.views import budgets, documents

urlpatterns = [
    path("registers/unit/<slug:code>/documents/", documents.listed, name="documents"),
    path("registers/unit/<slug:code>/documents/due/", documents.due, name="documents_due"),
    path("registers/unit/<slug:code>/documents/enter/", documents.enter, name="enter_document"),
    path("registers/document/<slug:uid>/", documents.document, name="document"),
    path("registers/record/document/<slug:uid>/", documents.document, name="document_of_table"),
    path("registers/document/<slug:uid>/correct/", documents.correct, name="correct_document"),
    path("registers/document/<slug:uid>/strike/", documents.strike, name="strike_document"),
    path("registers/document/<slug:uid>/replace/", documents.replace, name="replace_document"),
    path("registers/document/<slug:uid>/link/", documents.link, name="link_document"),
    path("registers/document/<slug:uid>/draft/", documents.draft, name="draft_document"),
    path("registers/document/<slug:uid>/step/<slug:kind>/", documents.add_step, name="add_document_step"),
    path("registers/document-step/<slug:uid>/strike/", documents.strike_step, name="strike_document_step"),
    path("registers/unit/<slug:code>/budgets/", budgets.listed, name="budgets"),
    path("registers/unit/<slug:code>/budgets/enter/", budgets.enter, name="enter_budget"),
    path("registers/budget/<slug:uid>/", budgets.budget, name="budget"),
    path("registers/budget/<slug:uid>/table/", budgets.add_table, name="add_budget_table"),
    path("registers/budget/<slug:uid>/link/", budgets.link, name="link_budget"),
    path("registers/budget/<slug:uid>/strike/", budgets.strike, name="strike_budget"),
]
