"""Identifiers: tickers, web addresses, registration numbers with their check digits, language tags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from stdnum import cusip, figi, isin, lei
from stdnum.cn import uscc

from .faults import did_you_mean
from .valuetype import Unreadable, Value

EXCHANGES = {
    "XTAI": "Taiwan Stock Exchange", "ROCO": "Taipei Exchange", "XSHG": "Shanghai Stock Exchange",
    "XSHE": "Shenzhen Stock Exchange", "XHKG": "Hong Kong Stock Exchange", "XTKS": "Tokyo Stock Exchange",
    "XNAS": "Nasdaq", "XNYS": "New York Stock Exchange", "XLON": "London Stock Exchange",
    "XKRX": "Korea Exchange", "XETR": "Xetra", "XPAR": "Euronext Paris", "XAMS": "Euronext Amsterdam",
    "OTCM": "US over-the-counter market",
}


@dataclass(frozen=True, slots=True)
class Ticker(Value):
    """A security's code at an exchange (ISO 10383 market code)."""

    form: ClassVar[str] = "CODE@EXCHANGE, the exchange as its ISO 10383 code; CODE alone where no source names it"
    examples: ClassVar[tuple[str, ...]] = ("2317@XTAI", "601138@XSHG")
    code: str
    exchange: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.exchange}"

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"([A-Z0-9.]{1,12})(?:@([A-Z]{4}))?", text)
        if not match:
            raise Unreadable("bad-ticker", f"`{text}` is not a ticker", "write 2317@XTAI or NVDA@XNAS")
        if match[2] and match[2] not in EXCHANGES:
            raise Unreadable("bad-ticker", f"the exchange {match[2]} is not known",
                             did_you_mean(match[2], EXCHANGES, f"one of: {', '.join(sorted(EXCHANGES))}"))
        return cls(match[1], match[2] or "")


_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class Url(Value):
    """An http or https address without user name, control characters or tricks."""

    form: ClassVar[str] = "https://…"
    examples: ClassVar[tuple[str, ...]] = ("https://openai.com/index/openai-and-foxconn-collaborate",)
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            parts = urlsplit(text)
            good = (parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
                    and bool(_HOST.fullmatch(parts.hostname or "")) and text.isascii() and len(text) <= 2000
                    and not re.search(r"[\s\x00-\x20<>\"\\^`{|}]", text) and (parts.port or 443) > 0)
        except ValueError:
            good = False
        if not good:
            raise Unreadable("bad-url", f"`{text[:80]}` is not a plain web address",
                             "write https://host/path, percent-encoded, without spaces or user name")
        return cls(text)


IDENTIFIERS = {
    "lei": ("LEI", lei.is_valid, "20 characters, the last two are check digits"),
    "isin": ("ISIN", isin.is_valid, "12 characters, the last is a check digit"),
    "figi": ("FIGI", figi.is_valid, "12 characters, the last is a check digit"),
    "cusip": ("CUSIP", cusip.is_valid, "9 characters, the last is a check digit"),
    "uscc": ("Unified social credit code", uscc.is_valid, "18 characters, the last is a check digit"),
    "cik": ("SEC CIK", re.compile(r"[0-9]{1,10}").fullmatch, "up to ten digits"),
    "wikidata": ("Wikidata", re.compile(r"Q[1-9][0-9]*").fullmatch, "Q and digits"),
    "ubn": ("Taiwan unified business number", re.compile(r"[0-9]{8}").fullmatch, "eight digits"),
    "edinet": ("EDINET code", re.compile(r"E[0-9]{5}").fullmatch, "E and five digits"),
    "sec_file": ("SEC file number", re.compile(r"[0-9]{1,3}-[0-9]+").fullmatch, "as 001-12345"),
    "delaware_file": ("Delaware file number", re.compile(r"[0-9]{6,8}").fullmatch, "digits"),
    "other": ("Other identifier", re.compile(r"\S.*").fullmatch, "any text"),
}


_CODES = ("LEI", "ISIN", "FIGI", "CUSIP", "Unified social credit code")    # written without ornament


def check_identifier(kind: str, text: str) -> None:
    """Raise `Unreadable` where an identifier of this kind fails its form or check digits."""
    label, valid, form = IDENTIFIERS[kind]
    if not valid(text) or (label in _CODES and not re.fullmatch(r"[A-Z0-9*@#]+", text)):
        raise Unreadable("wrong-check-digit", f"`{text}` is not a valid {label}",
                         f"compare it with the source, letter by letter: {form}")


_SCRIPTS = frozenset(Locale("en").scripts)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def check_language(text: str) -> None:
    """Raise `Unreadable` where a language tag is malformed or unknown to the CLDR."""
    try:
        match = _LANGUAGE.fullmatch(text)
        script = (match[1] or "")[1:] if match else ""
        known = bool(match) and bool(Locale.parse(text, sep="-")) and (not script or script in _SCRIPTS)
    except (UnknownLocaleError, ValueError):
        known = False
    if not known:
        raise Unreadable("bad-language", f"`{text}` is not a language tag",
                         "write en, ja, zh-Hant (traditional) or zh-Hans (simplified)")
