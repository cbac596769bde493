"""The records of the courts and the case."""

from cases.models.assigning import (
    Absence,
    Assignment,
    AverageWage,
    CaseWeight,
    Circumstance,
    Draw,
    HandOver,
    HandOverItem,
    OpinionSignature,
    Relative,
    Seat,
    Team,
    TeamMember,
    WeightRow,
)
from cases.models.case import Case, CaseRole, Link, NumberAlias, Party, PartyLink
from cases.models.clock import Arrival, Clock, ClockRule, Draft, Rung, SetAside
from cases.models.court import (
    CalendarYear,
    ClockGroup,
    Court,
    Division,
    Grant,
    NumberCounter,
    TightenedLimit,
)
from cases.models.efile import BoundPaper, Reading
from cases.models.filing import Filing, Signature
from cases.models.ground import Ground
from cases.models.hearing import (
    CalendarFeed,
    Hearing,
    HearingRecord,
    Occupancy,
    OnlineConsent,
    RecordVersion,
    RecordWord,
    Room,
    RoomClosure,
)
from cases.models.incident import Approval, Incident
from cases.models.joining import JoinCode, JoinRequest
from cases.models.log import Access, Entry, Outbox, Remark
from cases.models.material import Upload
from cases.models.money import (
    Bearing,
    Charge,
    GatewayNotice,
    LedgerLine,
    PaymentOrder,
    Received,
    Refund,
    Relief,
)
from cases.models.note import PrivateNote
from cases.models.notice import Delivery, Notice, Outbound
from cases.models.record import Blob, Document, Payment
from cases.models.request import Request
from cases.models.service import Dispatch, Service, ServiceAddress, ServiceStep
from cases.models.usual import UsualTime
from cases.models.writing import FormText, Written

__all__ = [
    "Absence",
    "Access",
    "Approval",
    "Arrival",
    "Assignment",
    "AverageWage",
    "Bearing",
    "Blob",
    "BoundPaper",
    "CalendarFeed",
    "CalendarYear",
    "Case",
    "CaseRole",
    "CaseWeight",
    "Charge",
    "Circumstance",
    "Clock",
    "ClockGroup",
    "ClockRule",
    "Court",
    "Delivery",
    "Dispatch",
    "Division",
    "Document",
    "Draft",
    "Draw",
    "Entry",
    "Filing",
    "FormText",
    "GatewayNotice",
    "Grant",
    "Ground",
    "HandOver",
    "HandOverItem",
    "Hearing",
    "HearingRecord",
    "Incident",
    "JoinCode",
    "JoinRequest",
    "LedgerLine",
    "Link",
    "Notice",
    "NumberAlias",
    "NumberCounter",
    "Occupancy",
    "OnlineConsent",
    "OpinionSignature",
    "Outbound",
    "Outbox",
    "Party",
    "PartyLink",
    "PrivateNote",
    "Payment",
    "PaymentOrder",
    "Reading",
    "Received",
    "RecordVersion",
    "RecordWord",
    "Refund",
    "Relative",
    "Relief",
    "Remark",
    "Request",
    "Room",
    "RoomClosure",
    "Rung",
    "Seat",
    "Service",
    "ServiceAddress",
    "ServiceStep",
    "SetAside",
    "Signature",
    "Team",
    "TeamMember",
    "TightenedLimit",
    "Upload",
    "UsualTime",
    "WeightRow",
    "Written",
]
