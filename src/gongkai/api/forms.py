"""What programs send: a multipart form, or the bytes of one report."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongkai.errors import GongkaiError
from gongkai.yearbook.queries import Draft

_FORM = "multipart/form-data"


class BadRequest(GongkaiError):
    """A request that is not as the description says."""

    status = 400


class TooLarge(BadRequest):
    """A report above the limit."""

    status = 413


@dataclass(frozen=True, slots=True)
class Sent:
    """The report, last year's if it was sent, and the year wanted of a file that holds several."""

    report: Draft
    previous: Draft | None
    year: int | None


def sent(request: HttpRequest) -> Sent:
    """
    The reports in a request.

    Raises:
        BadRequest: no report, or a year that is none.
        TooLarge: a report above the limit.
    """
    if request.content_type == _FORM:
        report, previous = _file(request.FILES.get("file")), _file(request.FILES.get("previous"))
    else:
        report, previous = _limited(Draft(_name(request), request.body)), None
    if report is None or not report.data:
        raise BadRequest(_("没有收到报告：请用multipart的file字段，或直接以请求正文发送文件。"))
    return Sent(report, previous, _year(request))


def _name(request: HttpRequest) -> str:
    return request.GET.get("name", "")[:200] or _("请求正文")


def _file(file: UploadedFile | None) -> Draft | None:
    return _limited(Draft(file.name or _("请求正文"), file.read())) if file else None


def _limited(draft: Draft) -> Draft:
    if len(draft.data) > settings.GONGKAI_LARGEST_REPORT:
        most = settings.GONGKAI_LARGEST_REPORT // (1024 * 1024)
        raise TooLarge(_("文件太大：每份报告不能超过%(most)s MB。") % {"most": most})
    return draft


def _year(request: HttpRequest) -> int | None:
    year = request.GET.get("year", "")
    if not year:
        return None
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise BadRequest(_("参数year应为四位数字的年份。"))
    return int(year)
