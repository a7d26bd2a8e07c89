"""Hugo on the same Markdown and in the same frame: its folder, laid out from a built site of ours.

Links go through a hook that fails on a dead one; the search data has an entry for each page and heading.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_SETTINGS = """baseURL = "https://example.org/"
title = "Archive"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderer]
unsafe = true
[markup.tableOfContents]
startLevel = 2
endLevel = 6
[outputs]
home = ["HTML", "SEARCH"]
section = ["HTML"]
[outputFormats.SEARCH]
mediaType = "application/json"
baseName = "search_index"
isPlainText = true
notAlternative = true
"""
_LINK = """{{- $u := .Destination -}}{{- if and (not (strings.Contains $u "://")) (not (strings.HasPrefix $u "#")) -}}
{{- $p := urls.Parse $u -}}{{- $path := replaceRE "(^|/)index\\\\.md$" "${1}_index.md" $p.Path -}}
{{- with .Page.GetPage $path -}}{{- $u = .RelPermalink -}}{{- with $p.Fragment -}}{{- $u = printf "%s#%s" $u . -}}{{- end -}}
{{- else -}}{{- errorf "dead link %s in %s" $u .Page.File.Path -}}{{- end -}}{{- end -}}
<a href="{{ $u }}">{{ .Text | safeHTML }}</a>"""
_SEARCH = """{"docs":[{{ $first := true }}{{ range site.Pages }}{{ if not $first }},{{ end }}{{ $first = false -}}
{"location":{{ .RelPermalink | jsonify }},"title":{{ .Title | jsonify }},"text":{{ .Plain | jsonify }}}
{{- $page := .RelPermalink }}{{ range $id, $heading := .Fragments.HeadingsMap -}}
,{"location":{{ printf "%s#%s" $page $id | jsonify }},"title":{{ $heading.Title | jsonify }},"text":""}{{ end }}{{ end }}]}"""


def lay_out(folder: Path, docs: Path, page: Path) -> None:
    """Make Hugo's folder from compiled docs/ and one finished page of ours, whose frame it takes."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in sorted(docs.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            kind = "content" if path.suffix == ".md" else "static"
            name = "_index.md" if path.name == "index.md" else path.name
            target = folder / kind / path.relative_to(docs).with_name(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    layouts = folder / "layouts"
    (layouts / "_default" / "_markup").mkdir(parents=True)
    frame = _frame(page.read_text())
    for name in ("_default/single.html", "_default/list.html", "index.html"):
        (layouts / name).write_text(frame)
    (layouts / "_default" / "_markup" / "render-link.html").write_text(_LINK)
    (layouts / "index.search.json").write_text(_SEARCH)
    (folder / "hugo.toml").write_text(_SETTINGS)


def _frame(html: str) -> str:
    """A page of ours with Hugo's words in place of its own."""
    found = re.search(r"<title>(.*?) - ", html)
    assert found
    html = re.sub(r'<meta name="description" content="[^"]*">', '<meta name="description" content="{{ .Description }}">', html)
    html = html.replace(found[1], "{{ .Title | safeHTML }}")
    start = html.index(">", html.index("<article")) + 1
    html = f"{html[:start]}\n{{{{ .Content }}}}\n{html[html.index('</article>'):]}"
    html = re.sub(r'<ul class="md-nav__list" data-md-component="toc".*?</ul>\s*</nav>', "{{ .TableOfContents }}</nav>", html, flags=re.S)
    parts = re.split(r"(<script.*?</script>)", html, flags=re.S)
    return "".join(f"{{{{ `{part.replace('`', '')}` | safeHTML }}}}" if part.startswith("<script") else part for part in parts)
