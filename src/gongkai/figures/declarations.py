"""What has been declared: each app hands its declarations over when the site starts, and they are checked there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import FieldError
from django.db.models import DateField, DateTimeField, DecimalField, F, IntegerField

from gongkai.figures.cells import Text, fields_of, parts_of, stands_for_any_cell
from gongkai.figures.errors import Misdeclared
from gongkai.figures.kinds import AMOUNT, Counted, Declaration, Flow, Ratio
from gongkai.figures.period import Period

_NAME = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
_POWER_OF_TEN = re.compile(r"10*")
#: Any period will do to see whether the fields are there; nothing is asked of the database.
_SOME = Period(date(2019, 1, 1), date(2019, 12, 31))


class Registry:
    """The declarations of every app, in the order in which the apps are installed."""

    def __init__(self) -> None:
        self._by_app: dict[str, tuple[Declaration, ...]] = {}

    @property
    def declared(self) -> tuple[Declaration, ...]:
        """Every declaration."""
        return tuple(found for declarations in self._by_app.values() for found in declarations)

    def register(self, app: str, declarations: Sequence[Declaration]) -> None:
        """
        Take over what an app declares; its AppConfig.ready() calls this.

        Args:
            app: The app's label.
            declarations: All that it declares; two of one cell add, whichever app they are of.

        Raises:
            Misdeclared: the app was here before; a cell that no edition has, a field that is not there or is of no
                kind that can be counted; two declarations that tell one figure of the text differently; a ratio of
                something that nobody declares.
        """
        if app in self._by_app:
            raise Misdeclared(f"{app} declares its figures twice")
        known = [*self.declared]
        for declaration in declarations:
            _check_cell(declaration)
            if isinstance(declaration, Ratio):
                _check_ratio(declaration, known)
            else:
                _check_fields(declaration)
            _check_beside(declaration, known)
            known.append(declaration)
        self._by_app[app] = tuple(declarations)


#: The registry of this installation.
registry = Registry()


def named(declaration: Declaration) -> str:
    """The id of a declaration as people read it, fields in braces: `applications/received/{kind}`."""
    return "/".join(part if isinstance(part, str) else f"{{{part.field}}}" for part in parts_of(declaration.cell))


def _check_cell(declaration: Declaration) -> None:
    cell = declaration.cell
    if isinstance(cell, Text):
        if not _NAME.fullmatch(cell.name):
            raise Misdeclared(f"{named(declaration)}: a figure of the text is named like website.items")
    elif not stands_for_any_cell(cell):
        raise Misdeclared(f"{named(declaration)}: no edition of the form has such a cell")
    for by in fields_of(cell):
        if by.labels is not None and (bad := [key for key in by.labels if not key or "/" in key]):
            raise Misdeclared(f"{named(declaration)}: {bad[0]!r} cannot be part of an id")


def _check_fields(declaration: Counted) -> None:
    """Whether the fields are there, days are days, and amounts exact; nothing is asked of the database."""
    asked = [declaration.unit, *(by.field for by in fields_of(declaration.cell))]
    if isinstance(declaration, Flow) and declaration.covered is not None:
        asked.append(declaration.covered.series)
    try:
        days = declaration.records(_SOME).annotate(**{f"figure_{name}": F(name) for name in declaration.days})
        for name in declaration.days:
            field = days.query.annotations[f"figure_{name}"].output_field
            if not isinstance(field, DateField) or isinstance(field, DateTimeField):
                raise Misdeclared(f"{named(declaration)}: {name} is no DateField")
        rows = declaration.entries(_SOME)
        rows.values(*asked)
        # The compiler follows what `related` names only when the query is made.
        str(rows.select_related(*declaration.listed.related).query)
    except FieldError as wrong:
        raise Misdeclared(f"{named(declaration)}: {wrong}") from None
    if not isinstance(rows.query.annotations[AMOUNT].output_field, IntegerField | DecimalField):
        raise Misdeclared(f"{named(declaration)}: an amount is a whole number or a decimal, never a float")
    if not _POWER_OF_TEN.fullmatch(str(declaration.per)):
        raise Misdeclared(f"{named(declaration)}: {declaration.per} is no power of ten, and a quotient might not end")


def _check_ratio(ratio: Ratio, known: Sequence[Declaration]) -> None:
    by_name = {found.cell.name: found.cell for found in known if isinstance(found.cell, Text)}
    for name in (ratio.part, ratio.whole):
        if name not in by_name:
            raise Misdeclared(f"{named(ratio)}: nobody declares text/{name} before it")
        if _keys(by_name[name]) != _keys(ratio.cell):
            raise Misdeclared(f"{named(ratio)}: text/{name} is told apart by something else")


def _check_beside(declaration: Declaration, known: Sequence[Declaration]) -> None:
    """A figure of the text has one label, one unit and one way to be told apart, whoever adds to it."""
    cell = declaration.cell
    if not isinstance(cell, Text):
        return
    for other in known:
        if not isinstance(other.cell, Text) or other.cell.name != cell.name:
            continue
        if isinstance(declaration, Ratio) or isinstance(other, Ratio):
            raise Misdeclared(f"{named(declaration)}: a ratio cannot be added to")
        if _words(other.cell) != _words(cell):
            raise Misdeclared(f"{named(declaration)}: it is declared elsewhere with other words or other keys")


def _words(cell: Text) -> tuple[object, ...]:
    return cell.label, cell.unit, cell.source, _keys(cell)


def _keys(cell: Text) -> object:
    """What a figure is told apart by: nothing, any keys, or these; the field may be another one."""
    return "nothing" if cell.by is None else cell.by.labels
