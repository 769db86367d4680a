"""Tables of the registers."""

from gongkai.registers.models.budgets import Budget, BudgetLine
from gongkai.registers.models.documents import Document, DocumentStep
from gongkai.registers.models.fees import FeeIncome, FeeItem
from gongkai.registers.models.matters import Decision, Matter
from gongkai.registers.models.procurement import Procurement
from gongkai.registers.models.records import Change, NilReturn, RegisterImport

__all__ = [
    "Budget",
    "BudgetLine",
    "Change",
    "Decision",
    "Document",
    "DocumentStep",
    "FeeIncome",
    "FeeItem",
    "Matter",
    "NilReturn",
    "Procurement",
    "RegisterImport",
]
