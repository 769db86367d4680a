"""The forms of the registers in the back office, which speaks Chinese only."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.organisations.forms import DayField

#: What a batch of decisions waits for, and what may be done with it: the act, and the words of its button.
BATCH_ACTS: dict[str, dict[str, str]] = {
    "judge": {"judge_public": "判定为公开", "judge_kept": "判定为不公开"},
    "publish": {"publish": "公开所选"},
    "withdraw": {"withdraw": "撤回所选"},
    "report": {"report": "登记为已报送"},
}
_WITH_REASON = {"judge_public", "judge_kept", "withdraw"}


class StrikeForm(forms.Form):
    """Why a record is struck."""

    reason = forms.CharField(label="作废的原因", max_length=200)


class ChangeDecisionForm(forms.Form):
    """That a decision was changed or annulled."""

    changed_on = DayField(label="哪一天")
    how = forms.CharField(
        label="如何变更、撤销", max_length=300,
        help_text="如“经行政复议撤销（津西政复〔2026〕5号）”；撤回公开时写进公告。",
    )  # fmt: skip


class BatchForm(forms.Form):
    """What is done with the decisions that are ticked."""

    chosen = forms.MultipleChoiceField(label="决定", required=False)
    every = forms.BooleanField(label="本页全部", required=False)
    act = forms.ChoiceField(label="办理")
    reason = forms.CharField(label="理由", max_length=300, required=False)

    def __init__(self, data: Any, *, duty: str, uids: list[str]) -> None:
        super().__init__(data)
        # What was on the page when it was sent; whether it is the unit's is seen when it is looked for.
        self.fields["chosen"].choices = [(uid, uid) for uid in uids]
        self.fields["act"].choices = list(BATCH_ACTS[duty].items())
        self._uids = uids

    def clean(self) -> dict[str, Any]:
        """Ticked at least one, and told why where that is asked."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["uids"] = self._uids if cleaned.get("every") else cleaned.get("chosen", [])
        if not cleaned["uids"]:
            raise forms.ValidationError("请先勾选要办理的决定。")
        if cleaned.get("act") in _WITH_REASON and not cleaned.get("reason"):
            self.add_error("reason", "请写明理由。")
        return cleaned
