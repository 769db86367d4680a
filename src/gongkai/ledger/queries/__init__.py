"""What can be asked of the ledger: its entries, in words; its state; whether it holds."""

from gongkai.ledger.queries.entries import PAGE, Filter, Line, entries, lines, sealed_after, units
from gongkai.ledger.queries.state import State, state
from gongkai.ledger.queries.verification import Flaw, Verification, verify

__all__ = [
    "PAGE",
    "Filter",
    "Flaw",
    "Line",
    "State",
    "Verification",
    "entries",
    "lines",
    "sealed_after",
    "state",
    "units",
    "verify",
]
