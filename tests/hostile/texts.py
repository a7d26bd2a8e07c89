"""Texts that attack, break or reformat a page somewhere, and honest names that look as if they did.

`PROOF` is what an attack would do: set a mark on the window that the browser test looks for.
"""

from __future__ import annotations

import itertools
import random

PROOF = "window.__ran=1"
FAR = "//far.example/p"

# A strict tool must not win by refusing: all of these are shown exactly.
HONEST = ("AT&T", "Yahoo!", "C3.ai", "1-800-Flowers", "Björk & Søn A/S", "株式会社", "שלום", "x.ai (2023)", "Foo #1", "NO",
          "O'Reilly", "<Ampersand>", "🚀 Rocket", "a_b_c", "50%", "C:\\new", "1986. A great year", "# Acme", "a | b", "___")

_HANDLERS = ("img src=x onerror", "svg onload", "body onload", "details open ontoggle", "video src=x onerror", "input autofocus onfocus",
             "iframe onload", "marquee onstart", "audio src=x onerror", "style onload")
_OPENERS = ("", '">', "'>", "</title>", "</textarea>", "</style>", "</script>", "-->", "]]>", "</h1>", "</a>", "`", "</noscript>")
_ADDRESSES = ("javascript:{0}", "JaVaScRiPt:{0}", "java&#115;cript:{0}", "java&Tab;script:{0}", "data:text/html,<script>{0}</script>",
              "vbscript:{0}", " javascript:{0}", "\\x6aavascript:{0}")
_CALLERS = ("<img src={0}>", "<link rel=stylesheet href={0}>", "<iframe src={0}></iframe>", "<object data={0}></object>", "<base href={0}>",
            "<meta http-equiv=refresh content='0;url={0}'>", "<form action={0}><button autofocus>", "<a href=# ping={0}>x</a>",
            "![x]({0})", "![x][r]\n\n[r]: {0}", "<style>@import '{0}'</style>", "<svg><image href={0} /></svg>", "<video poster={0}>",
            "<img srcset='{0} 2x'>", "<link rel=prefetch href={0}>", "<p style='background:url({0})'>", "--8<-- '{0}'")
_BREAKERS = ("<!--", "<textarea>", "<script>", "<style>", "<title>", "<![CDATA[", "<plaintext>", "<xmp>", "<template>", "<select>",
             "<form name=getElementById>", "<a id=__config>", "<img name=body>", "*[the]: x", "[^1]: x", "[x]: http://far.example",
             "{: onclick=x style=color:red }", "{#id}", "{{ 7*7 }}", "{% raw %}", "$x$", ":smile:", "==x==", "~~x~~", "^^x^^", "```js",
             "~~~", "    code", "<br>", "&lt;b&gt;", "&amp;amp;", "&#60;b&#62;", "&copy;", "\\*x\\*", "**", "__x__", "`", "| a | b |",
             "|---|", "---", "===", "- x", "+ x", "* x", "1. x", "1) x", "> x", "!!! note", "??? x", '=== "T"', "[TOC]", "@@x@@", "%%",
             "[x](y)", "[[x]]", "<http://far.example>", "<x@far.example>", "http://far.example/", "www.far.example", "'\"", '"', "'", "\\")


def attacks() -> list[str]:
    """Every text, in a fixed order, none twice."""
    found = list(HONEST)
    found += [f"{opener}<{handler}={PROOF}>" for opener, handler in itertools.product(_OPENERS, _HANDLERS)]
    found += [f"{opener}<script>{PROOF}</script>" for opener in _OPENERS]
    found += [f"[x]({address.format(PROOF)})" for address in _ADDRESSES]
    found += [f"<a href=\"{address.format(PROOF)}\">x</a>" for address in _ADDRESSES]
    found += [f"x{opener}{caller.format(FAR)}" for opener, caller in itertools.product(_OPENERS[:4], _CALLERS)]
    found += [f"{before}{breaker}{after}" for breaker in _BREAKERS for before, after in (("", ""), ("a ", " b"), ("a", "b"))]
    return list(dict.fromkeys(" ".join(text.split()) for text in found))


def mixtures(number: int, seed: int = 1) -> list[str]:
    """More texts, pieces of the others glued together."""
    rng, pieces = random.Random(seed), attacks()
    made: dict[str, None] = {}
    while len(made) < number:
        parts = [rng.choice(pieces)[rng.randrange(4):][: rng.randrange(3, 40)] for _ in range(rng.randrange(2, 4))]
        text = " ".join(rng.choice(("", " ", '"', "<", "\\")).join(parts).split())
        if text:
            made[text] = None
    return list(made)
