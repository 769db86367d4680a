"""The functions of pdfium that are called for every glyph and shape, with handles as plain numbers.

The prototypes that come with pypdfium2 wrap every handle and check every argument; these take a third off the time
of a call, which `benchmarks/pdf_reading.py` shows. The functions are documented in pdfium's public headers.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import CFUNCTYPE, c_double, c_int, c_uint, c_ushort, c_void_p
from typing import Any

import pypdfium2.raw as pdfium

Handle = int
"""The address of an object of pdfium's; 0 or None is no object."""

TEXT, PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
IMAGE, FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
MOVE, LINE, CURVE = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_LINETO, pdfium.FPDF_SEGMENT_BEZIERTO


def _function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(pdfium, name), c_void_p).value
    return CFUNCTYPE(result, *arguments)(address or 0)


def handle(pointer: Any) -> Handle:
    """Return a pointer of pypdfium2's as a number."""
    return ctypes.cast(pointer, c_void_p).value or 0


object_type = _function("FPDFPageObj_GetType", c_int, c_void_p)
object_bounds = _function("FPDFPageObj_GetBounds", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
object_matrix = _function("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
object_is_transparent = _function("FPDFPageObj_HasTransparency", c_int, c_void_p)
object_fill = _function("FPDFPageObj_GetFillColor", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
page_count = _function("FPDFPage_CountObjects", c_int, c_void_p)
page_object = _function("FPDFPage_GetObject", c_void_p, c_void_p, c_int)
form_count = _function("FPDFFormObj_CountObjects", c_int, c_void_p)
form_object = _function("FPDFFormObj_GetObject", c_void_p, c_void_p, c_uint)
path_count = _function("FPDFPath_CountSegments", c_int, c_void_p)
path_piece = _function("FPDFPath_GetPathSegment", c_void_p, c_void_p, c_int)
path_mode = _function("FPDFPath_GetDrawMode", c_int, c_void_p, c_void_p, c_void_p)
piece_type = _function("FPDFPathSegment_GetType", c_int, c_void_p)
piece_point = _function("FPDFPathSegment_GetPoint", c_int, c_void_p, c_void_p, c_void_p)
piece_closes = _function("FPDFPathSegment_GetClose", c_int, c_void_p)
text_count = _function("FPDFText_CountChars", c_int, c_void_p)
text_codes = _function("FPDFText_GetText", c_int, c_void_p, c_int, c_int, c_void_p)
glyph_code = _function("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
glyph_is_made_up = _function("FPDFText_IsGenerated", c_int, c_void_p, c_int)
glyph_loose_box = _function("FPDFText_GetLooseCharBox", c_int, c_void_p, c_int, c_void_p)
glyph_box = _function("FPDFText_GetCharBox", c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p)
glyph_matrix = _function("FPDFText_GetMatrix", c_int, c_void_p, c_int, c_void_p)
glyph_origin = _function("FPDFText_GetCharOrigin", c_int, c_void_p, c_int, c_void_p, c_void_p)
glyph_size = _function("FPDFText_GetFontSize", c_double, c_void_p, c_int)
glyph_object = _function("FPDFText_GetTextObject", c_void_p, c_void_p, c_int)


class Doubles:
    """Four numbers for pdfium to write to: their addresses to pass, and their values."""

    def __init__(self) -> None:
        self.numbers = (c_double * 4)()
        start = ctypes.addressof(self.numbers)
        self.at = (start, start + 8, start + 16, start + 24)


class Floats:
    """Four single numbers for pdfium to write to."""

    def __init__(self) -> None:
        self.numbers = (ctypes.c_float * 4)()
        start = ctypes.addressof(self.numbers)
        self.at = (start, start + 4, start + 8, start + 12)


def codes(text: Handle, count: int) -> list[int]:
    """Return the code of every character: all in one call, or one by one where pdfium leaves some out of that."""
    buffer = (c_ushort * (count + 1))()
    if text_codes(text, 0, count, ctypes.addressof(buffer)) == count + 1:
        return buffer[:count]
    return [glyph_code(text, i) for i in range(count)]
