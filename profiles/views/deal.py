"""The page of a deal: six answers, what each side gives, what is agreed and ruled out, how it came."""

from __future__ import annotations

from collections.abc import Callable

from .. import wording
from ..archive import Archive, Item as Entry
from ..blocks import Block, Bullets, Heading, Item, Line, Link, Page, PageLink, Paragraph, Strong, Text, line
from ..model import Deal
from .answers import deal_answers, strip
from .evidence import Evidence
from .facts import bullets, chip, company_link, disputes, item, joined, keyed, section, steps

Of = Callable[[str], list[Entry]]


def deal_page(archive: Archive, deal: Deal) -> Page:
    """All that the archive holds about a deal."""
    path = f"deals/{deal.id}.md"
    evidence = Evidence(archive, path)
    items = archive.by_record["deals", deal.id]

    def of(prop: str) -> list[Entry]:
        return [one for one in items if one.prop == prop]

    answers = deal_answers(evidence, deal)
    blocks: list[Block] = [_parties(archive, deal), strip(answers)]
    blocks += section("What each side gives", _gives(evidence, deal, of))
    blocks += section("Agreed and ruled out", _agreed(evidence, of))
    blocks += section("How it came about", steps(evidence, of("steps")))
    blocks += section("Deal record", _record(evidence, of))
    blocks += section("What each side said", keyed(evidence, of("said")))
    blocks += section("Views", keyed(evidence, of("views")))
    blocks += section("Background", bullets(evidence, of("background")))
    blocks += section("Disputes", disputes(evidence, of("disputes")))
    blocks += section("What we could not find", keyed(evidence, of("wanted"), companies=False))
    blocks += section("Related deals", _related(archive, deal))
    blocks += evidence.blocks()
    return Page(path, deal.title, _description(archive, deal, answers), tuple(blocks), kicker="Deal",
                source=f"data/{path.removesuffix('.md')}.yml")


def _description(archive: Archive, deal: Deal, answers: tuple) -> str:
    """The answers in one sentence, for search results and previews."""
    parties = wording.listing([archive.companies[one].name if one in archive.companies else one
                               for one in deal.parties])
    return (f"{parties}. Binding: {answers[0].answer.lower()}. Stage: {answers[1].answer.lower()}. "
            f"Size: {answers[2].answer}. Since: {answers[3].answer}.")


def _parties(archive: Archive, deal: Deal) -> Paragraph:
    return Paragraph(line("Between ", *joined((company_link(archive, one) for one in deal.parties), ", "), "."))


def _gives(evidence: Evidence, deal: Deal, of: Of) -> tuple[Block, ...]:
    """One heading a party, in the order of the parties; what binds it stands with it."""
    found: list[Block] = []
    for party in deal.parties:
        own = [one for one in (*of("binds"), *of("gives")) if one.entry.key[0] == party]
        if own:
            rows = tuple(item(evidence, one, lead=line(chip("binding"), " ") if one.prop == "binds" else ())
                         for one in own)
            found += [Heading(3, company_link(evidence.archive, party)), Bullets(rows)]
    return tuple(found)


def _agreed(evidence: Evidence, of: Of) -> tuple[Block, ...]:
    """One list: agreed, on condition, aimed at, ruled out; the chip says which."""
    leads = (("scope", "agreed"), ("terms", "agreed"), ("conditions", "conditional"), ("aims", "aim"),
             ("ruled_out", "ruled out"))
    rows: list[Item] = []
    for prop, word in leads:
        for one in of(prop):
            lead: Line = line(Strong(line("Condition")), ": ") if word == "conditional" else (chip(word), Text(" "))
            rows.append(item(evidence, one, lead=lead if one.entry.mode == "fact" or word == "ruled out" else ()))
    return (Bullets(tuple(rows)),) if rows else ()


def _record(evidence: Evidence, of: Of) -> tuple[Block, ...]:
    """Type, stage, binding, amounts, dates, place, term: one row a fact."""
    labels = (("type", "Type"), ("stage", "Stage"), ("binding", "Binding"), ("value", "Value"),
              ("announced", "Announced"), ("reported", "Reported"), ("filed", "Filed"), ("signed", "Signed"),
              ("effective", "Effective"), ("place", "Place"), ("term", "Term"), ("exclusive", "Exclusivity"))
    rows = [item(evidence, one, lead=line(Strong(line(label)), ": ")) for prop, label in labels for one in of(prop)]
    return (Bullets(tuple(rows)),) if rows else ()


def _related(archive: Archive, deal: Deal) -> tuple[Block, ...]:
    """Deals it names, and deals that name it."""
    others = [*deal.related, *(other.id for other in archive.deals.values() if deal.id in other.related)]
    rows = tuple(Item(line(Link((Text(archive.deals[one].title),), PageLink(f"deals/{one}.md"))))
                 for one in dict.fromkeys(others) if one in archive.deals)
    return (Bullets(rows),) if rows else ()


