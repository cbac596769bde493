"""The forms around hearings: a room, and a time in which it is closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Room

_MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
_SPELT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


class RoomForm(forms.Form):
    """A new courtroom of one court, or a changed one."""

    name = forms.CharField(label=gettext_lazy("Name of the room"), max_length=60)
    capacity = forms.IntegerField(
        label=gettext_lazy("Seats"), min_value=1, max_value=2000, initial=20
    )
    address = forms.CharField(
        label=gettext_lazy("Where it is"), max_length=200, required=False,
        help_text=gettext_lazy("As the parties read it: building, floor."),
    )  # fmt: skip
    is_online = forms.BooleanField(label=gettext_lazy("Can be joined online"), required=False)

    def __init__(self, *args: Any, court_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.court_id = court_id

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if Room.objects.filter(court_id=self.court_id, name=name, retired=False).exists():
            raise ValidationError(_("There is a room of this name."))
        return name


class ClosureForm(forms.Form):
    """From when until when a room is closed, and why."""

    room = forms.ModelChoiceField(
        label=gettext_lazy("Courtroom"), queryset=Room.objects.none(), empty_label="—"
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Closed from"), widget=_MOMENT, input_formats=_SPELT
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Closed until"), widget=_MOMENT, input_formats=_SPELT
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=100)

    def __init__(self, *args: Any, court_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Room.objects.filter(court_id=court_id, retired=False)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        begins, ends = found.get("starts_at"), found.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The end lies after the beginning."))
        return found
