"""The records of the courts and the case."""

from cases.models.annotation import Annotation
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
    OrderChange,
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
from cases.models.deciding import (
    Decision,
    DecisionApproval,
    DecisionSignature,
    DecisionVersion,
    OtherText,
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
from cases.models.pages import PageWords
from cases.models.panel import (
    Deliberation,
    Point,
    PointAnswer,
    PointOpinion,
    Referral,
    SupervisedMark,
)
from cases.models.record import Blob, Document, Payment
from cases.models.request import Request
from cases.models.service import Dispatch, Service, ServiceAddress, ServiceStep
from cases.models.usual import UsualTime
from cases.models.workbench import Batch, BatchItem, Delegation, KeysOff, SavedView
from cases.models.writing import FormText, Written

__all__ = [
    "Absence",
    "Access",
    "Annotation",
    "Approval",
    "Arrival",
    "Assignment",
    "AverageWage",
    "Batch",
    "BatchItem",
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
    "Decision",
    "DecisionApproval",
    "DecisionSignature",
    "DecisionVersion",
    "Deliberation",
    "Delegation",
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
    "KeysOff",
    "LedgerLine",
    "Link",
    "Notice",
    "NumberAlias",
    "NumberCounter",
    "Occupancy",
    "OnlineConsent",
    "OpinionSignature",
    "OrderChange",
    "OtherText",
    "Outbound",
    "Outbox",
    "PageWords",
    "Party",
    "PartyLink",
    "PrivateNote",
    "Payment",
    "PaymentOrder",
    "Point",
    "PointAnswer",
    "PointOpinion",
    "Reading",
    "Received",
    "RecordVersion",
    "RecordWord",
    "Referral",
    "Refund",
    "Relative",
    "Relief",
    "Remark",
    "Request",
    "Room",
    "RoomClosure",
    "Rung",
    "SavedView",
    "Seat",
    "Service",
    "ServiceAddress",
    "ServiceStep",
    "SetAside",
    "Signature",
    "SupervisedMark",
    "Team",
    "TeamMember",
    "TightenedLimit",
    "Upload",
    "UsualTime",
    "WeightRow",
    "Written",
]
