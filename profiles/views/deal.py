"""The page of a deal: six answers, what each side gives, what is agreed and ruled out, how it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from .. import wording
from ..archive import Archive, Item as Entry
from ..blocks import Block, Bullets, Component, Html, Item, Line, Link, Mark, Page, PageLink, Paragraph, Text, el, line
from ..drawings.relationship_map import relationship_map
from ..model import Absence, Deal, Fact
from .answers import deal_answers, marks, parties_words, strip
from .cards import monogram
from .cite import use_this_page
from .derived import derived_blocks
from .disputes import disputes_section
from .evidence import Evidence
from .facts import (bullets, chip, company_link, cut, first_fact, joined, keyed, section, sentence, stated, words)
from .record import Pair, box, due, last_read, meta, notes, pairs, sources_of, with_jump_row
from .timeline import deal_timeline

Of = Callable[..., list[Entry]]
_RECORD = (("type", "Type"), ("stage", "Stage"), ("binding", "Binding"), ("value", "Value"),
           ("announced", "Announced"), ("reported", "Reported"), ("filed", "Filed"), ("signed", "Signed"),
           ("effective", "Effective"), ("place", "Place"), ("term", "Term"), ("exclusive", "Exclusivity"))
# What a deal at a stage is called in a sentence; the other stages are nouns themselves.
_NOUNS = {"closed": "closed deal", "performing": "deal now carried out", "amended": "amended deal", "ended": "ended deal"}
_A_MONTH = timedelta(days=30)
_PARTIES = 4                                               # named in the first sentence
_ALWAYS = ("Value", "Signed", "Effective", "Term", "Exclusivity")


def deal_page(archive: Archive, deal: Deal, today: date | None = None) -> Page:
    """All that the archive holds about a deal. Without `today` nothing is judged by its age."""
    path = f"deals/{deal.id}.md"
    evidence = Evidence(archive, path)
    items = archive.by_record["deals", deal.id]

    def of(*props: str) -> list[Entry]:
        return [one for prop in props for one in items if one.prop == prop]

    answers = deal_answers(evidence, deal)
    head = (Paragraph(_lede(evidence, deal)), strip(answers), meta(archive, items), *notes(archive, items),
            *due(archive, "deals", items, today), *box("Deal record", _record(archive, evidence, deal, of)))
    body = (*_terms(evidence, deal, of),
            *section("Derived figures", derived_blocks(evidence, deal.id, "deals", today), "derived"),
            *disputes_section(evidence, items), *_story(evidence, deal, of),
            *evidence.blocks(), *use_this_page(path, deal.title, last_read(archive, sources_of(archive, items))))
    return Page(path, deal.title, _description(archive, deal, answers), with_jump_row(path, head, body), kicker="Deal",
                source=f"data/{path.removesuffix('.md')}.yml")


def _terms(evidence: Evidence, deal: Deal, of: Of) -> tuple[Block, ...]:
    """What the deal is."""
    return (*section("What each side gives", _gives(evidence, deal, of)),
            *section("Agreed and ruled out", _agreed(evidence, deal, of)),
            *section("Who is party to it", relationship_map(evidence.archive, deal.id)))


def _story(evidence: Evidence, deal: Deal, of: Of) -> tuple[Block, ...]:
    """How it came, what was said of it, what is missing."""
    return (*section("How it came about", deal_timeline(evidence, deal)),
            *section("What each side said", keyed(evidence, of("said"))),
            *section("Views", keyed(evidence, of("views"))),
            *section("Background", bullets(evidence, of("background"))),
            *section("What we could not find", keyed(evidence, of("wanted"), companies=False)),
            *section("Related deals", _related(evidence.archive, deal)))


def _description(archive: Archive, deal: Deal, answers: tuple) -> str:
    """The answers in one sentence, for search results and previews."""
    return (f"{parties_words(archive, deal)}. Binding: {answers[0].answer.lower()}. Stage: {answers[1].answer.lower()}. "
            f"Size: {answers[2].answer}. Since: {answers[3].answer}.")


def _lede(evidence: Evidence, deal: Deal) -> Line:
    """One sentence out of the record: how binding, what stage, between whom, about what; what is ruled out."""
    (binding, binds), (stage, staged) = stated(deal.binding), stated(deal.stage)
    noun = _NOUNS.get(stage, stage) if isinstance(staged, Fact) else "deal"
    kind = f"{binding} {noun}" if isinstance(binds, Fact) else noun
    between = _between(evidence.archive, tuple(dict.fromkeys(deal.parties)))
    scope, none = first_fact(deal.scope), first_fact(deal.ruled_out)
    about = line(": ", wording.fact_words(scope), ".", *marks(evidence, scope)) if scope else line(".")
    ruled_out = line(" Ruled out: ", wording.fact_words(none), ".", *marks(evidence, none)) if none else ()
    return line(f"{sentence(kind)} between ", *between, *about, *ruled_out, *_since_then(evidence, deal))


def _between(archive: Archive, parties: tuple[str, ...]) -> Line:
    """The parties with links; of many the first three, the box names all."""
    named = parties if len(parties) <= _PARTIES else parties[:_PARTIES - 1]
    rest = (Text(f"{len(parties) - len(named)} others"),) if len(named) < len(parties) else ()
    *first, last = (*(company_link(archive, one) for one in named), *((rest,) if rest else ()))
    return (*joined(first), Text(" and "), *last) if first else last


def _since_then(evidence: Evidence, deal: Deal) -> Line:
    """What came of it: the newest step, where that is a month or more younger than the news."""
    taken = [fact for entry in deal.steps if (fact := first_fact((entry,))) and fact.date
             and fact.mode == "fact" and fact.step != "planned"]
    news = next((fact for entries in (deal.announced, deal.filed, deal.reported) if (fact := first_fact(entries))), None)
    last = max(taken, key=lambda fact: fact.date.order if fact.date else (), default=None)
    if last is None or last.date is None or news is None or last.date.first - news.value.first.last < _A_MONTH:
        return ()
    return line(f" Latest, {wording.partial(last.date)}: {wording.fact_words(last)}.", *marks(evidence, last))


def _gives(evidence: Evidence, deal: Deal, of: Of) -> tuple[Block, ...]:
    """One card a party, in the order of the parties; what binds it stands with it."""
    cards = []
    for party in (*dict.fromkeys(deal.parties), *_further(deal, of)):
        own = [one for one in of("binds", "gives") if one.entry.key[0] == party]
        if own:
            cards.append(_side(evidence, party, own))
    return (Component(el("div", {"class": "sides"}, *cards)),) if cards else ()


def _further(deal: Deal, of: Of) -> dict[str, None]:
    """Those who give or are bound without being parties."""
    return dict.fromkeys(one.entry.key[0] for one in of("binds", "gives") if one.entry.key[0] not in deal.parties)


def _side(evidence: Evidence, party: str, own: list[Entry]) -> Html:
    name = company_link(evidence.archive, party)
    company = evidence.archive.companies.get(party)
    rows = (el("li", {"id": one.anchor},
               words(evidence, one, _bound(one))) for one in own)
    return el("section", {"class": "side"}, el("h3", {}, monogram(company.name if company else party), " ", name),
              el("ul", {}, *rows))


def _bound(one: Entry) -> Line:
    """What leads a line that says what a party is bound to."""
    if one.prop != "binds":
        return ()
    return line("Bound to what? " if isinstance(one.entry, Absence) else "is bound: ")


def _agreed(evidence: Evidence, deal: Deal, of: Of) -> tuple[Block, ...]:
    """One list: ruled out, agreed, on condition, aimed at, not stated; the chip says which."""
    rows: list[Item] = []
    for prop, word in (("ruled_out", "ruled out"), ("scope", "agreed"), ("terms", "agreed"), ("conditions", "condition"),
                       ("aims", "aim")):
        for one in of(prop):
            shown = first_fact((one.entry,)) or one.entry
            content = words(evidence, one)
            if shown.mode == "fact" or word == "ruled out":
                content = line(chip(word), " ", *content)
            else:                                          # its mode says it, and leads the line
                content = line(chip(shown.mode), " ", *(part for part in content if part != chip(shown.mode)))
            rows.append(Item((Mark(one.anchor), *content)))
    return (*cut(rows, keep=12), *_not_stated(deal))


def _not_stated(deal: Deal) -> tuple[Block, ...]:
    """What a reader would look for and no source says."""
    found: dict[str, list[str]] = {}
    for prop, label in _RECORD:
        if label in (*_ALWAYS, "Stage", "Binding"):
            word, entry = stated(getattr(deal, prop))
            if entry is None or isinstance(entry, Absence):
                found.setdefault(word, []).append(label.lower())
    parts = joined((line(chip(word), f" {wording.listing(labels)}") for word, labels in found.items()), " ")
    return (Paragraph(parts),) if parts else ()


def _record(archive: Archive, evidence: Evidence, deal: Deal, of: Of) -> Iterator[Pair]:
    """Parties, type, stage, binding, amounts, dates, place, term: one row a property."""
    yield Pair("Parties", tuple(("", company_link(archive, one)) for one in dict.fromkeys(deal.parties)))
    for prop, label in _RECORD:
        found = pairs(evidence, ((label, one) for one in of(prop)))
        yield from found
        if not found and label in _ALWAYS:
            yield Pair(label, (("", (chip("not stated"),)),))


def _related(archive: Archive, deal: Deal) -> tuple[Block, ...]:
    """Deals it names, and deals that name it."""
    others = [*deal.related, *archive.relating_to.get(deal.id, ())]
    rows = tuple(Item(line(Link((Text(archive.deals[one].title),), PageLink(f"deals/{one}.md"))))
                 for one in dict.fromkeys(others) if one in archive.deals)
    return (Bullets(rows),) if rows else ()
