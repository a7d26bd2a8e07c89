"""The model: what a company, a deal and a source record can say. The one truth about the format.

Frozen pydantic models in the *long form*. Field names are the YAML keys; titles, descriptions and
the `Prop` of each field feed the checker, the editors' schema, the reference page and the pages.
No YAML, no places, no wording of pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from .values import (Amount, Count, DealAmount, Dates, PartialDate, Period, Share,
                     Ticker, Url, Words, parse_figure, parse_stake)

Stage = Literal["talks", "letter of intent", "preliminary agreement", "definitive agreement", "closed",
                "performing", "amended", "ended"]
Publicity = Literal["reported", "announced", "filed"]
StepKind = Literal["talks", "letter of intent", "preliminary agreement", "definitive agreement", "closed",
                   "performing", "amended", "ended", "reported", "announced", "filed", "planned", "event"]
Binding = Literal["binding", "partly binding", "non-binding"]
Certainty = Literal["filed", "announced", "stated", "reported", "estimated"]
Mode = Literal["fact", "aim", "plan", "option"]
Absent = Literal["not disclosed", "not found", "not applicable", "not yet"]
SourceKind = Literal["primary", "secondary", "tertiary"]
SourceForm = Literal["filing", "release", "article", "data page", "transcript", "post", "other"]
Access = Literal["direct", "stored-copy", "mirror", "pointer"]
NAME_KINDS = ("legal", "trade", "short", "former", "other")

MONEY, PERCENT, COUNT = "money", "percent", "count"
METRICS: dict[str, tuple[str, str]] = {
    "revenue": ("Revenue", MONEY), "annualised_revenue": ("Annualised revenue", MONEY),
    "gross_profit": ("Gross profit", MONEY), "operating_profit": ("Operating profit", MONEY),
    "pretax_profit": ("Pre-tax profit", MONEY), "net_profit": ("Net profit to shareholders", MONEY),
    "net_profit_with_minorities": ("Net profit with minorities", MONEY),
    "net_profit_before_one_offs": ("Net profit before one-offs", MONEY), "net_loss": ("Net loss", MONEY),
    "earnings_per_share": ("Earnings per share", MONEY), "dividend": ("Dividend", MONEY),
    "gross_margin": ("Gross margin", PERCENT), "operating_margin": ("Operating margin", PERCENT),
    "net_margin": ("Net margin", PERCENT), "operating_cash_flow": ("Operating cash flow", MONEY),
    "total_assets": ("Total assets", MONEY), "total_liabilities": ("Total liabilities", MONEY),
    "capital_spending": ("Capital spending", MONEY), "research_spending": ("Research spending", MONEY),
    "remaining_performance_obligations": ("Remaining performance obligations", MONEY),
    "backlog": ("Backlog", MONEY), "lease_commitments": ("Lease commitments", MONEY),
    "market_value": ("Market value", MONEY), "share_price": ("Share price", MONEY),
    "valuation": ("Valuation", MONEY), "assets_under_management": ("Assets under management", MONEY),
    "revenue_share": ("Share of revenue", PERCENT), "market_share": ("Market share", PERCENT),
    "content_share": ("Content share", PERCENT), "employees": ("Employees", COUNT),
    "sites_count": ("Number of sites", COUNT), "shares_outstanding": ("Shares outstanding", COUNT),
    "treasury_shares": ("Treasury shares", COUNT), "users": ("Users", COUNT), "capacity": ("Capacity", COUNT),
}
SUFFIXES = {"_growth_on_quarter": ("growth on the quarter", PERCENT), "_growth": ("growth on the year", PERCENT),
            "_outlook": ("outlook", "any")}


def metric_of(name: str) -> tuple[str, str] | None:
    """Label and unit kind of a metric's key, None where there is no such metric."""
    if name in METRICS:
        return METRICS[name]
    for suffix, (words, unit) in SUFFIXES.items():
        base = METRICS.get(name.removesuffix(suffix)) if name.endswith(suffix) else None
        if base:
            return f"{base[0]}, {words}", unit
    return None


@dataclass(frozen=True, slots=True)
class Prop:
    """How a property is written and kept.

    `shape` is the short form: `text` (one plain value), `texts`, `entry` (one fact), `entries`,
    `keyed` (key to facts), `periods` (metric, period), `segments` (segment, metric, period), `steps`.
    `one` forbids a second undisputed value for the same time. `shelf` is how many days a value may be
    shown without a newer as-of before the quality page lists it; None for what does not age. `keys`
    names what the keys of a mapping are. `itself` needs no footnote: the record is its evidence.
    """

    shape: str
    one: bool = False
    shelf: int | None = None
    keys: str = ""
    itself: bool = False


class Model(BaseModel):
    """Frozen and closed: unknown keys are faults, values cannot change after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Citation(Model):
    """Where a claim stands: source id, locator in it, and a few of its own words."""

    source: str
    at: str = ""
    printed: str = ""


class Accept(Model):
    """A warning that stays on purpose."""

    code: str
    why: str
    until: PartialDate


class Envelope(Model):
    """What every fact carries beside its value."""

    key: tuple[str, ...] = ()
    date: PartialDate | None = None
    step: StepKind | None = None
    as_of: PartialDate | None = None
    period: Period | None = None
    source: tuple[Citation, ...] = ()
    said_by: str = ""
    certainty: Certainty | None = None
    mode: Mode = "fact"
    company: str = ""
    lang: str = ""
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)] | None = None
    note: str = ""
    accepts: Accept | None = None


T = TypeVar("T")


class Fact(Envelope, Generic[T]):
    """A value with its envelope."""

    value: T


class Absence(Envelope):
    """A value that is not there, and where somebody looked."""

    absent: Absent
    looked: str = ""


class Dispute(Envelope, Generic[T]):
    """Sources disagree: the question, all versions, which is shown and why, what would settle it."""

    disputed: str
    versions: tuple[Fact[T], ...]
    shown: int | None = None
    why: str = ""
    settled_by: str = ""
    concerns: tuple[str, ...] = ()


def _tag(value: Any) -> str:
    if isinstance(value, dict):
        return "dispute" if "disputed" in value else "absence" if "absent" in value else "fact"
    return type(value).__name__.split("[")[0].lower()


if TYPE_CHECKING:
    Entries = tuple[Fact[T] | Absence | Dispute[T], ...]
else:
    class Entries:
        """`Entries[V]`: facts, absences or disputes with values of V, told apart by their keys."""

        def __class_getitem__(cls, value: Any) -> Any:
            return tuple[Annotated[
                Annotated[Fact[value], Tag("fact")] | Annotated[Absence, Tag("absence")]
                | Annotated[Dispute[value], Tag("dispute")], Discriminator(_tag)], ...]

AnyEntry = Fact[Any] | Absence | Dispute[Any]
FigureValue = Annotated[Amount | Share | Count | Words, BeforeValidator(parse_figure)]
StakeValue = Annotated[Share | Words, BeforeValidator(parse_stake)]


def prop(title: str, description: str, prop: Prop, **more: Any) -> Any:
    """A property: what it is called on pages, what it means, how it is written."""
    return Field(title=title, description=description, json_schema_extra={"prop": prop},  # type: ignore[dict-item]
                 **({"default": ()} | more))


def text(title: str, description: str, *, default: Any = "", shape: str = "text", **more: Any) -> Any:
    """A plain value of the record itself, without evidence of its own."""
    return prop(title, description, Prop(shape), default=default, **more)


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Address = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$", max_length=96)]


class Withdrawn(Model):
    """Why and when a record was withdrawn; its page stays as a tombstone."""

    date: PartialDate
    why: str


class Record(Model):
    """What every record has."""

    id: str = Field(exclude=True)
    sources: dict[str, str] = text("Sources", "Letters for the sources cited in this file", default={},
                                   shape="sources")
    formerly: tuple[Id, ...] = text("Formerly", "Ids this record had before", default=(), shape="texts")
    also_at: tuple[Address, ...] = text("Also at", "Addresses that lead here, as companies/hon-hai", default=(),
                                        shape="texts")
    withdrawn: Withdrawn | None = text("Withdrawn", "Date and reason, where the record turned out wrong",
                                       default=None, shape="mapping")
    accepts: tuple[Accept, ...] = text("Accepts", "Warnings of this file that stay on purpose", default=(),
                                       shape="mappings")


class Company(Record):
    """A company, unit or venture."""

    name: str = text("Name", "What we call it; the heading of its page", default=..., min_length=1)
    does: Entries[Words] = prop("What it does", "One sentence: what it makes or does", Prop("entries", shelf=1500),
                                default=..., min_length=1)
    names: Entries[Words] = prop("Names", "Other names: legal, trade, short, former, other",
                                 Prop("keyed", keys="names"))
    form: Entries[Words] = prop("Form", "Legal form or place in a group", Prop("entries"))
    tickers: Entries[Ticker] = prop("Tickers", "Where its shares trade", Prop("entries"))
    identifiers: Entries[Words] = prop("Identifiers", "LEI, ISIN and others, their check digits checked",
                                       Prop("keyed", keys="identifiers"))
    founded: Entries[Dates] = prop("Founded", "When it came into being", Prop("entries", one=True))
    seat: Entries[Words] = prop("Seat", "Registered office or headquarters", Prop("entries", one=True, shelf=1500))
    website: Entries[Words] = prop("Website", "Its own site", Prop("entries"))
    owners: Entries[StakeValue] = prop("Owners", "Who holds it: company id or name, to share or words",
                                       Prop("keyed", keys="company", shelf=730))
    people: Entries[Words] = prop("People", "Person to role", Prop("keyed", keys="person", shelf=550))
    lines: Entries[Words] = prop("Business lines", "Segments and lines of business", Prop("entries"))
    products: Entries[Words] = prop("Products", "What it sells", Prop("entries"))
    sites: Entries[Words] = prop("Sites", "Plants, offices, countries", Prop("entries"))
    metrics: Entries[FigureValue] = prop("Figures", "Metric, period, figure", Prop("periods", one=True, shelf=550))
    segments: Entries[FigureValue] = prop("Figures by segment", "Segment, metric, period, figure",
                                          Prop("segments", one=True))
    history: Entries[Words] = prop("History", "What happened, by date", Prop("steps"))
    plans: Entries[Words] = prop("Plans and aims", "What it means to do", Prop("entries", shelf=730))
    relations: Entries[Words] = prop("Relations", "Customer, supplier, partner: company id or name, to words",
                                     Prop("keyed", keys="company", shelf=1095))
    views: Entries[Words] = prop("Views", "Opinions and characterisations, by who holds them",
                                 Prop("keyed", keys="holder"))
    background: Entries[Words] = prop("Background", "Other sourced statements", Prop("entries"))
    disputes: Entries[Words] = prop("Disputes", "Disagreements that hang on no single fact", Prop("entries"))
    wanted: Entries[Words] = prop("What we could not find", "Question to typed absence",
                                  Prop("keyed", keys="question"))


class Deal(Record):
    """An agreement, planned agreement or joint project between parties."""

    title: str = text("Title", "Who does what with whom", default=..., min_length=1)
    parties: tuple[str, ...] = text("Parties", "Company ids, or names in plain words", default=..., shape="texts",
                                    min_length=1)
    related: tuple[str, ...] = text("Related deals", "Deal ids", default=(), shape="texts")
    type: Entries[Words] = prop("Type", "Joint venture, supply, investment …", Prop("entries"))
    stage: Entries[Stage] = prop("Stage", "How far the parties are committed now",
                                 Prop("entries", one=True, shelf=550), default=..., min_length=1)
    announced: Entries[Dates] = prop("Announced", "When the parties made it known", Prop("entries", one=True))
    reported: Entries[Dates] = prop("Reported", "When others first reported it", Prop("entries", one=True))
    filed: Entries[Dates] = prop("Filed", "When it was first filed with an authority", Prop("entries", one=True))
    signed: Entries[Dates] = prop("Signed", "When it was signed", Prop("entries", one=True))
    effective: Entries[Dates] = prop("Effective", "When it took or takes effect", Prop("entries", one=True))
    binding: Entries[Binding] = prop("Binding", "Whether it binds", Prop("entries", one=True))
    binds: Entries[Words] = prop("Who is bound to what", "Party to what binds it", Prop("keyed", keys="party"))
    value: Entries[DealAmount] = prop("Value", "Amounts, each with its kind", Prop("entries"))
    place: Entries[Words] = prop("Place", "Where it is to happen", Prop("entries"))
    term: Entries[Words] = prop("Term", "How long it runs", Prop("entries"))
    exclusive: Entries[Words] = prop("Exclusivity", "Whether others are shut out", Prop("entries"))
    scope: Entries[Words] = prop("Scope", "What they agreed to do", Prop("entries"))
    gives: Entries[Words] = prop("What each side gives", "Party to what it gives", Prop("keyed", keys="party"))
    terms: Entries[Words] = prop("Terms", "Other terms agreed", Prop("entries"))
    conditions: Entries[Words] = prop("Conditions", "What it depends on", Prop("entries"))
    ruled_out: Entries[Words] = prop("Ruled out", "What is expressly not agreed", Prop("entries"))
    aims: Entries[Words] = prop("Aims", "What it is for", Prop("entries"))
    steps: Entries[Words] = prop("Steps", "What happened, by date and stage", Prop("steps"))
    said: Entries[Words] = prop("What each side said", "Party or person to words", Prop("keyed", keys="holder"))
    views: Entries[Words] = prop("Views", "Opinions and characterisations, by who holds them",
                                 Prop("keyed", keys="holder"))
    background: Entries[Words] = prop("Background", "Other sourced statements", Prop("entries"))
    disputes: Entries[Words] = prop("Disputes", "Disagreements that hang on no single fact", Prop("entries"))
    wanted: Entries[Words] = prop("What we could not find", "Question to typed absence",
                                  Prop("keyed", keys="question"))


def _published(value: Any) -> Any:
    return value if value in get_args(Absent) else Dates._validate(value)


class Source(Record):
    """A document that claims rest on. Its record is its own evidence."""

    publisher: str = text("Publisher", "Who published it", default=..., min_length=1)
    title: str = text("Title", "Its own title", default=..., min_length=1)
    authors: Entries[Words] = prop("Authors", "Who wrote it", Prop("entries", itself=True))
    photo: Entries[Words] = prop("Photo", "Photo credit", Prop("entries", itself=True))
    date: Annotated[Dates | Absent, BeforeValidator(_published)] = text("Date", "When it was published, as exactly as known, or `not disclosed`",
                                default=...)
    language: str = text("Language", "BCP 47 tag: en, zh-Hant, zh-Hans …", default=...)
    kind: SourceKind = text("Kind", "primary: by those concerned or an authority; secondary: reports; "
                            "tertiary: collections and copies", default=...)
    form: SourceForm | None = text("Form", "filing, release, article, data page, transcript, post, other",
                                   default=None)
    url: Url | None = text("Address", "Where it was published", default=None)
    archive_url: Url | None = text("Archived copy", "A lasting copy", default=None)
    accessed: PartialDate = text("Accessed", "When it was read", default=...)
    access: Access = text("Access", "How it was read: direct, stored-copy, mirror, or only a pointer seen",
                          default="direct")
    seen_at: Url | None = text("Read at", "Where the text was read, if not at its address", default=None)
    note: str = text("Note", "The archive's remark")
    locators: dict[str, str] = text("Locators", "Short locators and their meaning, in page order", default={},
                                    shape="map")
    views: Entries[Words] = prop("The publisher's own remarks", "Framing and context of no single record",
                                 Prop("entries"))
    background: Entries[Words] = prop("Background", "Other statements of it", Prop("entries"))


KINDS: dict[str, type[Record]] = {"companies": Company, "deals": Deal, "sources": Source}
AnyRecord = Company | Deal | Source


@cache
def props(kind: type[Record]) -> tuple[tuple[str, str, Prop], ...]:
    """Key, title and `Prop` of every property of a kind of record, in page order."""
    extras = ((name, field, field.json_schema_extra) for name, field in kind.model_fields.items())
    return tuple((name, field.title or name, extra["prop"]) for name, field, extra in extras  # type: ignore[misc]
                 if isinstance(extra, dict) and isinstance(extra.get("prop"), Prop))


@cache
def evidence_props(kind: type[Record]) -> tuple[tuple[str, str, Prop], ...]:
    """The properties that hold facts with evidence."""
    shapes = ("entries", "keyed", "periods", "segments", "steps")
    return tuple((name, title, prop) for name, title, prop in props(kind) if prop.shape in shapes)


