"""Files over the web: taken in from the editor, and given to whoever may have them."""

from __future__ import annotations

import re
from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from gongkai.errors import Refused, Unreadable
from gongkai.organisations import permissions
from gongkai.publications.acts import files as acts
from gongkai.publications.files.keeping import TooLarge
from gongkai.publications.files.kind import Kind, kinds
from gongkai.publications.models import Publication, StoredFile
from gongkai.publications.queries import files
from gongkai.publications.views.pages import hidden_from_others

#: Nothing in a file may run or load anything; `sandbox` takes it out of the site's origin as well.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"
# Browsers refuse to show a PDF within a sandbox; their viewer runs nothing of it in the site's name.
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; img-src 'self'; frame-ancestors 'self'"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_CHUNK = 256 * 1024


@require_POST
@hidden_from_others
def upload(request: HttpRequest) -> HttpResponse:
    """
    A file for a publication's text, from the field in the editor; JSON, for only a script asks.

    The form's last field says that it arrived whole: what was cut off on the way would else be kept as it is.
    """
    today = timezone.localdate()
    rows = permissions.visible(Publication.objects.all(), request.user, "publications.store_file", on=today)
    publication = get_object_or_404(rows.select_related("organisation"), uid=request.POST.get("publication", ""))
    given = request.FILES.get("file")
    if given is None or "complete" not in request.POST:
        return _said("文件没有传完，没有存入。请检查网络后再上传一次。", 400)
    try:
        stored = acts.store(given, unit=publication.organisation, by=request.user, on=today)
    except TooLarge as refused:
        return _said(refused.message, 413)
    except Unreadable as wrong:
        return _said(wrong.message, 400)
    except Refused as refused:
        return _said(refused.message, 409)
    return JsonResponse(files.as_json(stored), status=201)


@require_safe
def file(request: HttpRequest, uid: str, name: str) -> HttpResponseBase:
    """
    A file under its name.

    Everybody has what a live publication names. Of all else only those know who may see what its unit drafts.
    """
    found = files.served(uid, request.user, on=timezone.localdate())
    if found is None:
        raise Http404
    stored, is_public = found
    if name != stored.name:
        return redirect(reverse("gk_files:file", args=[stored.uid, stored.name]), permanent=True)
    kind, tag = kinds()[stored.kind], f'"{stored.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        response = _bytes(request, stored, kind, tag)
    response.headers["ETag"] = tag
    # A file's bytes never change, but whether it may be had does: it is asked for anew, and seldom sent anew.
    patch_cache_control(response, no_cache=True, public=is_public, private=not is_public)
    return response


def _said(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})


def _bytes(request: HttpRequest, stored: StoredFile, kind: Kind, tag: str) -> HttpResponseBase:
    """The whole file, or the part of it that was asked for."""
    try:
        opened = files.path_of(stored).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    start, end = 0, stored.size - 1
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked and request.headers.get("If-Range", tag) == tag:
        bounds = _bounds(asked[1], asked[2], stored.size)
        if bounds is None:
            opened.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
        start, end = bounds
    is_part = (start, end) != (0, stored.size - 1)
    if is_part:
        opened.seek(start)
    response = FileResponse(_Part(opened, end - start + 1), status=206 if is_part else 200)
    response.headers["Content-Length"] = str(end - start + 1)
    if is_part:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{stored.size}"
    said = {
        "Content-Type": kind.type,
        "Content-Disposition": _disposition(stored.name, is_inline=kind.is_inline),
        "Content-Security-Policy": _PDF_POLICY if kind.id == "pdf" else _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Accept-Ranges": "bytes",
    }
    for header, value in said.items():
        response.headers[header] = value
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of a range; None for one that the file does not have."""
    if not first:
        return (max(0, size - int(last)), size - 1) if last and int(last) else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


def _disposition(name: str, *, is_inline: bool) -> str:
    """How a browser treats the file and calls it (RFC 6266, RFC 8187): the name in UTF-8, for Chinese names."""
    how = "inline" if is_inline else "attachment"
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}"


class _Part:
    """So many bytes of an opened file, from where it stands."""

    def __init__(self, opened: BinaryIO, length: int) -> None:
        self._opened, self._left = opened, length

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most *size*."""
        data = self._opened.read(min(size if size >= 0 else _CHUNK, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        """Close the file."""
        self._opened.close()
