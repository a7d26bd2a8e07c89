"""Names: a company's, marked with its language, so that it is read aloud and set as its own script is."""

from __future__ import annotations

import unicodedata

from . import wording
from .lines import Lang, Text
from .model import Company, Fact


def company_name(company: Company) -> Text | Lang:
    """The name at the head of the company's page. What is not in Latin letters gets the language of the listed name
    it is part of or contains; `und`, undetermined, where there is none."""
    name = company.name
    if all(unicodedata.name(sign, "").startswith("LATIN") for sign in name if sign.isalpha()):
        return Text(name)
    listed = [(wording.fact_words(entry), entry.lang) for entry in company.names if isinstance(entry, Fact) and entry.lang]
    return Lang(next((lang for words, lang in listed if name in words or words in name), "und"), name)
