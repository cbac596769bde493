"""The records of the courts and the case."""

from cases.models.case import Case, CaseRole, Link, NumberAlias, Party, PartyLink
from cases.models.clock import Arrival, Clock, Draft, Rung, SetAside
from cases.models.court import (
    CalendarYear,
    ClockGroup,
    Court,
    Division,
    Grant,
    NumberCounter,
    TightenedLimit,
)
from cases.models.incident import Approval, Incident
from cases.models.joining import JoinCode, JoinRequest
from cases.models.log import Access, Entry, Outbox, Remark
from cases.models.material import Upload
from cases.models.record import Blob, Document, Hearing, Payment, Service

__all__ = [
    "Access",
    "Approval",
    "Arrival",
    "Blob",
    "CalendarYear",
    "Case",
    "CaseRole",
    "Clock",
    "ClockGroup",
    "Court",
    "Division",
    "Document",
    "Draft",
    "Entry",
    "JoinCode",
    "JoinRequest",
    "Grant",
    "Hearing",
    "Incident",
    "Link",
    "NumberAlias",
    "NumberCounter",
    "Outbox",
    "Party",
    "PartyLink",
    "Payment",
    "Remark",
    "Rung",
    "Service",
    "SetAside",
    "TightenedLimit",
    "Upload",
]
