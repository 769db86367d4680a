"""The programming interface: no cookies, no state; errors are JSON with a whole Chinese sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gongkai.api.forms import BadRequest, sent
from gongkai.api.openapi import document
from gongkai.errors import GongkaiError, Refused, Unreadable
from gongkai.report.report import dumps
from gongkai.yearbook import queries
from gongkai.yearbook.acts import packages
from gongkai.yearbook.exchange import Forged
from gongkai.yearbook.queries import submissions

View = Callable[..., HttpResponse]


def _answer(data: Any, status: int = 200) -> HttpResponse:
    response = HttpResponse(dumps(data), content_type="application/json", status=status)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _refusal(message: str, status: int) -> HttpResponse:
    return _answer({"error": message}, status)


def _reads_reports(view: View) -> View:
    """A POST that takes reports: whatever goes wrong is answered in words."""

    @csrf_exempt  # no cookie is read, so there is no authority that a forged request could borrow
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            response = _refusal("这个地址只接受POST请求。", 405)
            response.headers["Allow"] = "POST"
            return response
        try:
            return view(request)
        except BadRequest as wrong:
            return _refusal(str(wrong), wrong.status)
        except MultiPartParserError:
            return _refusal("请求的multipart格式不完整。", 400)
        except queries.Busy as wrong:
            return _refusal(str(wrong), 503)
        except (Unreadable, GongkaiError) as wrong:
            return _refusal(str(wrong), 422)

    return answered


@_reads_reports
def check_reports(request: HttpRequest) -> HttpResponse:
    """Check a report, with last year's if it is sent; the answer is that of `gongkai report check --json`."""
    reports = sent(request)
    examined = queries.examine_drafts(reports.report, reports.previous)
    entry = {
        "file": reports.report.name,
        "agency": examined.report.agency,
        "year": examined.report.year,
        "findings": [finding.to_data() for finding in examined.examination.findings],
        "undecided": [rule.to_data() for rule in examined.examination.undecided],
    }
    return _answer({"reports": [entry]})


@_reads_reports
def read_report(request: HttpRequest) -> HttpResponse:
    """Read a report; the answer is the report in the format `gongkai-report/1`, with places."""
    reports = sent(request)
    return _answer(queries.read_draft(reports.report, year=reports.year).to_data())


@_reads_reports
def receive_submission(request: HttpRequest) -> HttpResponse:
    """
    Receive a signed package from another installation; its signature is the only key.

    201 with the receipt for a new submission, 200 with the receipt of the first time for one that came before.
    """
    data = sent(request).report.data
    try:
        outcome = packages.receive(data, by=packages.EXCHANGE, on=timezone.localdate())
    except Forged as wrong:
        return _refusal(str(wrong), 403)
    except Refused as wrong:
        return _refusal(str(wrong), 409)
    receipt = submissions.receipt(outcome.submission)
    return _answer(receipt.to_data(), 201 if outcome.is_new else 200)


@require_safe
def published_report(request: HttpRequest, body: str, year: int) -> HttpResponse:
    """A published report, byte for byte as it was frozen."""
    published = queries.published_report(body, year)
    if published is None:
        return _refusal(f"没有机关“{body}”{year}年度的报告。", 404)
    response = HttpResponse(published.text, content_type="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["ETag"] = f'"{published.sha256}"'
    return response


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    return _answer(document())


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The description for people, drawn from the same document."""
    return render(request, "api/description.html", {"document": document(), "calls": _calls(document())})


def _calls(described: dict[str, Any]) -> list[dict[str, Any]]:
    base = described["servers"][0]["url"]
    return [
        {
            "method": method.upper(),
            "path": base + path,
            "anchor": call["operationId"],
            "call": call,
            "statuses": [(status, answer["description"]) for status, answer in call["responses"].items()],
            "example": call["x-example"],
            "answer": json.dumps(call["x-answer"], ensure_ascii=False, indent=2),
        }
        for path, methods in described["paths"].items()
        for method, call in methods.items()
    ]
