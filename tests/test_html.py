"""What machines read of the published site: valid HTML, JSON-LD, Open Graph, canonical addresses, the sitemap.

The validator is html-validate from npm. What it finds of ours is an error; what the theme writes and we
cannot change without copying the theme stands in `THEMES`, each with its reason.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.looks import data_of

ROOT = Path(__file__).resolve().parent.parent
HOME = "https://atlas.example/repo/"
SOURCES = 25  # of the pages of sources, which are alike, only so many are validated

# Rule, pattern of the message, pattern of the selector; why it stays.
THEMES = (
    # The theme's switches for drawer and search must not keep their state; no other markup says so.
    ("valid-autocomplete", r'<input type="checkbox">', r"#__(drawer|search)"),
    # They are hidden from everybody; their visible twins (tabs, button) have names.
    ("input-missing-label", r"label.* has no text", r"#__(drawer|search)"),
    # The title of the contents list is the label of a switch that only a drawer would need.
    ("no-missing-references", r'missing id "__toc"', r"label"),
)
CONFIG = {
    "root": True,
    "extends": ["html-validate:standard", "html-validate:document"],
    "rules": {"require-sri": "off"},  # for files of other hosts; all of ours are our own
}


def validated(folder: Path, pages: Iterable[Path]) -> list[str]:
    """What the validator finds in HTML files, without what `THEMES` lists; `folder` takes the settings."""
    config, report = folder / "validate.json", folder / "report.json"
    config.write_text(json.dumps(CONFIG), "utf-8")
    paths = [str(page) for page in pages]
    done = subprocess.run(
        [str(ROOT / "node_modules/.bin/html-validate"), "--config", str(config), "--formatter", f"json={report}", *paths],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    return [f"{found['filePath']}:{one['line']}:{one['column']} {one['ruleId']}: {one['message']}"
            for found in json.loads(report.read_text("utf-8")) for one in found["messages"] if not _themes(one)]


def _themes(one: dict[str, Any]) -> bool:
    place = one.get("selector") or ""
    return any(one["ruleId"] == rule and re.search(message, one["message"]) and re.search(selector, place)
               for rule, message, selector in THEMES)


def test_every_page_is_valid_html(published: Path, tmp_path: Path) -> None:
    every = sorted(published.rglob("*.html"))
    sources = [page for page in every if page.parent.parent.name == "sources"]
    kept = set(sources[SOURCES:])
    chosen = [page for page in every if page not in kept]
    assert len(chosen) > 80 and len(sources) > SOURCES, "hardly any page was found"
    assert validated(tmp_path, chosen) == []


PLANTED = (
    ("</article>", "</div></article>"),
    ("<article", "<p><div>x</div></p><article"),
    ("<article", "<ul><p>x</p></ul><article"),
    ("<article", "<span id='__search'>twice</span><article"),
    ("<article", "<label for='nothing'>x</label><article"),
    ("<article", "<p align='right'>x</p><article"),
)


def test_planted_faults_of_html_are_found(published: Path, tmp_path: Path) -> None:
    """One page for each fault, each a copy of the home page, validated in one go."""
    html = (published / "index.html").read_text("utf-8")
    pages = [tmp_path / f"{number}.html" for number in range(len(PLANTED))]
    for page, (was, planted) in zip(pages, PLANTED):
        page.write_text(html.replace(was, planted, 1), "utf-8")
    found = validated(tmp_path, pages)
    assert [page.name for page in pages if not any(str(page) in fault for fault in found)] == []


# -- JSON-LD ---------------------------------------------------------------------------------

# What schema.org defines for the types used, typed by hand from its pages: Thing, then the type's own.
THING = {"@context", "@id", "@type", "name", "alternateName", "description", "identifier", "sameAs", "url"}
ORGANIZATION = THING | {"legalName", "foundingDate", "leiCode", "parentOrganization"}
WORK = THING | {"about", "citation", "dateModified", "datePublished", "inLanguage", "keywords", "publisher",
                "temporalCoverage"}  # fmt: skip
VOCABULARY = {
    "Organization": ORGANIZATION, "Corporation": ORGANIZATION | {"tickerSymbol"}, "WebPage": WORK, "WebSite": WORK,
    "CreativeWork": WORK, "Article": WORK, "PropertyValue": THING | {"propertyID", "value"},
}  # fmt: skip
DATES = {"foundingDate", "dateModified", "datePublished", "temporalCoverage"}


def data_faults(node: Any) -> list[str]:
    """What schema.org does not know in a piece of JSON-LD, and what is empty or no date."""
    if isinstance(node, list):
        return [fault for one in node for fault in data_faults(one)]
    if not isinstance(node, dict):
        return [] if node else ["empty value"]
    known = VOCABULARY.get(node.get("@type", ""), set())
    found = [f"{node.get('@type')} has no {key}" for key in node if key not in known]
    found += [f"{key} is no date: {node[key]}" for key in DATES & node.keys()
              if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", node[key])]
    return found + [fault for value in node.values() for fault in data_faults(value)]


def test_every_record_says_what_it_is_in_schema_orgs_words(published: Path) -> None:
    kinds = {"companies": {"Organization", "Corporation"}, "deals": {"WebPage"}, "sources": {"Article", "CreativeWork"}}
    for folder, types in kinds.items():
        pages = [page for page in sorted((published / folder).glob("*/index.html"))
                 if 'http-equiv="refresh"' not in page.read_text("utf-8")]
        assert len(pages) > 20
        for page in pages:
            (data,) = data_of(page.read_text("utf-8"))
            assert data["@context"] == "https://schema.org" and data["@type"] in types, page
            assert data_faults(data) == [], page


def test_companies_and_deals_by_hand(published: Path) -> None:
    """Typed from data/companies/foxconn.yml, fii.yml and the pact."""
    (foxconn,) = data_of((published / "companies/foxconn/index.html").read_text("utf-8"))
    assert foxconn["@type"] == "Corporation" and foxconn["name"] == "Foxconn"
    assert foxconn["legalName"] == "Hon Hai Precision Industry Co., Ltd."
    assert {"鴻海精密工業股份有限公司", "鴻海", "富士康"} <= set(foxconn["alternateName"])
    assert "XTAI 2317" in foxconn["tickerSymbol"]
    assert {"@type": "PropertyValue", "propertyID": "ISIN", "value": "TW0002317005"} in foxconn["identifier"]
    assert foxconn["foundingDate"] == "1974-02-20"
    page = "companies/fii/index.html"
    (fii,) = data_of((published / page).read_text("utf-8"))
    assert fii["parentOrganization"]["name"] == "Foxconn"
    assert urljoin(HOME + "companies/fii/", fii["parentOrganization"]["@id"]) == HOME + "companies/foxconn/"
    (pact,) = data_of((published / "deals/foxconn-openai-hardware-2025/index.html").read_text("utf-8"))
    assert [one["name"] for one in pact["about"]] == ["Foxconn", "OpenAI"]
    assert {"non-binding", "preliminary agreement"} <= set(pact["keywords"])
    assert pact["temporalCoverage"] == "2025-11-20"
    assert "Foxconn steps up AI push with OpenAI hardware pact" in [one["name"] for one in pact["citation"]]


@pytest.mark.parametrize("planted", [
    {"@type": "Organization", "tickerSymbol": "XTAI 2317"},
    {"@type": "Deal", "name": "x"},
    {"@type": "Corporation", "name": ""},
    {"@type": "WebPage", "about": [{"@type": "Organization", "parties": "x"}]},
    {"@type": "Article", "datePublished": "November 2025"},
])  # fmt: skip
def test_planted_faults_of_data_are_found(planted: dict[str, Any]) -> None:
    assert data_faults(planted)


def test_hostile_words_stay_inside_the_data() -> None:
    from profiles.escape import json_ld

    words = "</script><script>alert(1)</script><!-- & \u2028 \""
    html = f'<script type="application/ld+json">{json_ld({"name": words})}</script><p>after</p>'
    assert data_of(html) == [{"name": words}]
    assert LexborHTMLParser(html).css_first("p").text() == "after"


# -- previews and addresses ------------------------------------------------------------------


def head(page: Path) -> dict[str, str]:
    """The meta properties of a page, and its canonical address."""
    tree = LexborHTMLParser(page.read_text("utf-8"))
    found = {node.attributes.get("property") or node.attributes.get("name") or "": node.attributes.get("content") or ""
             for node in tree.css("head meta[content]")}
    link = tree.css_first("link[rel=canonical]")
    return found | {"canonical": (link.attributes.get("href") or "") if link else ""}


def test_every_page_can_be_shared(published: Path) -> None:
    """Title, description, address: there, of this page, and the same as the page's own."""
    titles = set()
    pages = [page for page in sorted(published.rglob("index.html"))
             if 'http-equiv="refresh"' not in page.read_text("utf-8")]
    for page in pages:
        found = head(page)
        address = HOME + page.parent.relative_to(published).as_posix().removeprefix(".")
        address = address if address.endswith("/") else f"{address}/"
        assert found["canonical"] == found["og:url"] == address
        assert found["og:site_name"] == "Company Atlas" and found["og:description"] == found["description"]
        assert found["og:title"] and "&lt;" not in found["og:title"] and "&amp;" not in found["og:title"]
        titles.add(found["og:title"])
    assert len(titles) > len(pages) * 0.9, "many pages share one title"


def test_previews_by_hand(published: Path) -> None:
    pact = head(published / "deals/foxconn-openai-hardware-2025/index.html")
    assert pact["og:title"] == "Foxconn and OpenAI to design data-centre hardware for US production"
    assert "Binding: no" in pact["og:description"] and pact["og:type"] == "article"
    assert head(published / "index.html")["og:type"] == "website"
    missing = head(published / "404.html")
    assert not missing["canonical"] and "og:url" not in missing


def test_the_sitemap_gives_honest_dates(published: Path) -> None:
    """A page's date is the day its newest source was read; without one there is none, never the build's day."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = ElementTree.fromstring((published / "sitemap.xml").read_bytes())
    found = {one.findtext(f"{space}loc", "").removeprefix(HOME): one.findtext(f"{space}lastmod") for one in root}
    assert len(found) > 400
    assert found["sources/jiemian-2025-11-21-openai-pact/"] == accessed("jiemian-2025-11-21-openai-pact")
    assert found["about/"] is None and found["about/method/"] is None
    assert "companies/hon-hai/" not in found and "404.html" not in found
    newest = max(filter(None, map(accessed, source_ids())))
    assert found[""] == found["deals/"] == newest
    assert {date for date in found.values() if date} <= set(map(accessed, source_ids()))


def source_ids() -> list[str]:
    """The sources with a file of their own."""
    return [path.stem for path in (ROOT / "data/sources").glob("*.yml")]


def accessed(source: str) -> str | None:
    """The day in a source's file, read without the builder."""
    match = re.search(r"^accessed: '?(\d{4}-\d\d-\d\d)'?$", (ROOT / f"data/sources/{source}.yml").read_text("utf-8"), re.M)
    return match[1] if match else None
