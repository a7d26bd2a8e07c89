"""Factflags: what a reviewer should look at twice, and why. Words for people, codes for programs."""

from __future__ import annotations

from dataclasses import dataclass

from ..archive import Archive
from .match import Claim
from ..model import Fact
from .precision import LESS, numeric, tenfold
from ..standing import KIND_ORDER, best_kind
from ..wording import fact_words

# code -> what it means; the report counts them in this order.
FLAGS = {
    "ten-fold": "a figure is ten times what it was, or a tenth: a slip of digits or scale?",
    "last-source-removed": "a fact lost its last source",
    "weaker-source": "the best source is of a weaker kind than before",
    "less-precise": "a value became less precise",
    "single-source": "rests on one source only, and that is not primary",
    "address-lost": "a published address leads nowhere now",
}


@dataclass(frozen=True, slots=True, order=True)
class Flag:
    """One reason to look twice."""

    code: str
    words: str


def flags_of_change(old: Archive, new: Archive, left: Claim, right: Claim, kinds: tuple[str, ...],
                    moved: bool) -> tuple[Flag, ...]:
    """The flags of a fact that changed; `moved` says that its old anchor is gone."""
    found: list[Flag] = []
    a, b = numeric(left.raw), numeric(right.raw)
    if a and b and tenfold(a, b):
        found.append(Flag("ten-fold", f"{left.value} became {right.value}"))
    if left.sources and not right.sources:
        found.append(Flag("last-source-removed", f"no source is left; it had {', '.join(sorted(left.sources))}"))
    was, now = best_kind(old, left.item), best_kind(new, right.item)
    if was and now and KIND_ORDER.index(now) > KIND_ORDER.index(was):
        found.append(Flag("weaker-source", f"the best source was {was}, now it is {now}"))
    if LESS in kinds:
        found.append(Flag("less-precise", f"{left.value} became {right.value}" if left.value != right.value else
                          f"{left.time or 'no time'} became {right.time or 'no time'}"))
    fresh = bool({"corrected", "updated", "changed", "dispute-settled", "source-replaced"} & set(kinds))
    alone = len(right.sources) == 1 and now != "primary" and right.item.folder != "sources"
    if alone and (len(left.sources) > 1 or fresh):
        found.append(_single(right, now))
    if moved:
        found.append(Flag("address-lost", f"#{left.item.anchor} is now #{right.item.anchor}; the long form's"
                                          f" `id: {left.item.anchor}` keeps it"))
    return tuple(found)


def flags_of_new(archive: Archive, one: Claim) -> tuple[Flag, ...]:
    """The flags of a fact that came: out of scale beside its neighbours, or on one source that is not primary."""
    found: list[Flag] = []
    neighbour = _neighbour(archive, one)
    if neighbour is not None:
        found.append(Flag("ten-fold", f"{one.value}, beside {neighbour}"))
    kind = best_kind(archive, one.item)
    if len(one.sources) == 1 and kind != "primary" and one.item.folder != "sources" and one.kind != "absence":
        found.append(_single(one, kind))
    return tuple(found)


def _single(one: Claim, kind: str) -> Flag:
    return Flag("single-source", f"rests on {next(iter(one.sources))} alone ({kind or 'unknown'})")


def _neighbour(archive: Archive, one: Claim) -> str | None:
    """The nearest figure of the same metric for a period as long, where it is ten times this one or a tenth."""
    number, period = numeric(one.raw), one.item.entry.period
    if number is None or period is None:
        return None
    others = [item for item in archive.by_record[one.item.folder, one.item.record]
              if item.prop == one.item.prop and item.entry.key == one.item.entry.key and item.anchor != one.item.anchor
              and isinstance(item.entry, Fact) and item.entry.period is not None
              and item.entry.period.start.precision == period.start.precision and numeric(item.entry.value)]
    nearest = min(others, key=lambda item: (abs((item.entry.period.last - period.last).days), item.anchor),  # type: ignore[union-attr]
                  default=None)
    if nearest is None or not isinstance(nearest.entry, Fact):
        return None
    other = numeric(nearest.entry.value)
    growth = one.key[-1].endswith(("_growth", "_growth_on_quarter"))
    if other is None or growth or not tenfold(number, other):
        return None
    assert nearest.entry.period is not None
    return f"{fact_words(nearest.entry)} for {nearest.entry.period.text}"
