// Company Atlas: enhancements only. Every page reads, links and prints without this file.
(function () {
  "use strict";

  var here = document.currentScript.src;
  var one = function (selector, root) { return (root || document).querySelector(selector); };
  var all = function (selector, root) { return Array.from((root || document).querySelectorAll(selector)); };

  /** An element with properties and children; texts stay texts. */
  function make(tag, properties, children) {
    var element = Object.assign(document.createElement(tag), properties);
    element.append.apply(element, children || []);
    return element;
  }

  var page = one(".md-content__inner");
  if (!page) return;
  var announcer = make("p", { className: "unseen" });
  announcer.setAttribute("role", "status");
  page.append(announcer);
  function say(words) { announcer.textContent = words; }

  var canonical = one('link[rel="canonical"]');
  var address = canonical ? canonical.href : location.origin + location.pathname;

  /** A button that copies; where that is refused, what it would copy is shown and selected. */
  function copies(button, text, shown) {
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(text()).then(function () {
        say("Copied");
        button.textContent = "Copied";
      }, function () {
        if (!shown) button.parentElement.before(shown = make("p", { className: "cite", textContent: text() }));
        getSelection().selectAllChildren(shown);
        say("Selected; copy it with your keyboard");
      });
    });
  }

  // Evidence: a mark opens its passage in place, a second click or Esc closes it ----------------

  var sheet = null;
  var opener = null;

  function closeSheet(back) {
    if (!sheet) return;
    var mark = opener;
    sheet.remove();
    sheet = opener = null;
    mark.setAttribute("aria-expanded", "false");
    if (back) mark.focus();
  }

  function place(mark) {
    var at = mark.getBoundingClientRect();
    var left = Math.max(16, Math.min(at.left - 20, innerWidth - sheet.offsetWidth - 16));
    var below = at.bottom + sheet.offsetHeight + 14 < innerHeight;
    sheet.style.left = left + "px";
    sheet.style.top = (below ? at.bottom + 8 : Math.max(8, at.top - sheet.offsetHeight - 8)) + "px";
  }

  /** The fact a mark stands with: its address and its words; none in the answers, which repeat facts. */
  function factOf(mark) {
    for (var box = mark.parentElement; box && box !== page && !box.matches(".answers"); box = box.parentElement) {
      var before = all("span[id], h3[id], dd[id], li[id]", box).filter(function (spot) {
        return mark.compareDocumentPosition(spot) & Node.DOCUMENT_POSITION_PRECEDING;
      });
      var spot = box.id ? box : before.pop();
      if (spot) return { id: spot.id, words: factWords(spot.matches("span") ? box : spot) };
    }
    return null;
  }

  function factWords(box) {
    var copy = box.cloneNode(true);
    all('a[href^="#e-"], a[href^="#versions-"], .headerlink, em', copy).forEach(function (part) { part.remove(); });
    all(".chip", copy).forEach(function (part) { part.textContent = "(" + part.textContent + ")"; });
    return copy.textContent.replace(/\s+/g, " ").trim().slice(0, 200);
  }

  /** Where the passage is and what it prints: with a fact only the words that the fact names. */
  function wordsFor(fact, passage) {
    var from = one(".passage", passage);
    var quotes = all("q", from).filter(function (quote) {
      return !fact || quote.dataset.for === undefined || quote.dataset.for.split(" ").includes(fact.id);
    });
    var parts = [from.firstChild.textContent.replace(/: $/, "")];
    quotes.forEach(function (quote, place) {
      parts.push(place ? " … " : fact ? ": " : ", which prints: ", quote.cloneNode(true));
    });
    return parts;
  }

  /** Ways on from a fact: its citation, and the form for a correction where a repository is known. */
  function aboutFact(fact) {
    var link = address + "#" + fact.id;
    var record = one("#cite-text");
    var cite = make("button", { type: "button", className: "button", textContent: "Cite this fact" });
    copies(cite, function () {
      var whole = record ? record.textContent.replace(address, "").trim() + " " : "";
      return "“" + fact.words + "” " + whole + link;
    });
    var edit = one("a.edit-link", page);
    var found = edit && edit.href.match(/^(https:\/\/.+)\/edit\/main\/data\/(\w+\/[^/]+)\.yml$/);
    if (!found) return [cite];
    var id = fact.id.replace(/^versions-/, "");
    var asked = new URLSearchParams({
      template: "suggest-a-change.yml", title: (found[2].split("/")[1] + ": " + id).slice(0, 200),
      record: found[2], fact: id,
    });
    return [cite, make("a", { className: "button", href: found[1] + "/issues/new?" + asked, textContent: "Suggest a change" })];
  }

  function openSheet(mark, passage) {
    var again = opener === mark;
    closeSheet(false);
    if (again) return;
    var source = passage.closest(".cited");
    var close = make("button", { type: "button", className: "button", textContent: "Close" });
    var jump = make("a", { className: "button", href: mark.getAttribute("href"), textContent: "All evidence on this page" });
    var from = make("p", {}, Array.from(one(".cited-source", source).cloneNode(true).childNodes).slice(1));
    var fact = factOf(mark);
    sheet = make("div", { className: "sheet", tabIndex: -1 }, [
      make("p", { className: "sheet-title", textContent: "Evidence " + mark.textContent }),
      make("p", {}, wordsFor(fact, passage)),
      from,
      make("p", { className: "row" }, [close, jump]),
    ].concat(fact ? [make("p", { className: "row small" }, aboutFact(fact))] : []));
    sheet.setAttribute("role", "dialog");
    sheet.setAttribute("aria-label", "Evidence " + mark.textContent);
    page.append(sheet);
    opener = mark;
    mark.setAttribute("aria-expanded", "true");
    place(mark);
    close.addEventListener("click", function () { closeSheet(true); });
    jump.addEventListener("click", function () { closeSheet(false); });
    sheet.focus({ preventScroll: true });
  }

  function prepareMark(mark) {
    var passage = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    if (!passage) return;
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-expanded", "false");
    mark.setAttribute("aria-label", mark.textContent + ", evidence");
    mark.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openSheet(mark, passage);
    });
    mark.addEventListener("keydown", function (event) {
      if (event.key !== " ") return;
      event.preventDefault();
      openSheet(mark, passage);
    });
  }

  all('a[href^="#e-"]', page).forEach(prepareMark);
  addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !sheet) return;
    event.stopPropagation();
    closeSheet(true);
  }, true);
  addEventListener("pointerdown", function (event) {
    if (sheet && !sheet.contains(event.target) && !opener.contains(event.target)) closeSheet(false);
  });
  addEventListener("focusin", function (event) {
    if (sheet && !sheet.contains(event.target) && event.target !== opener) closeSheet(false);
  });
  addEventListener("scroll", function () {
    if (sheet && innerWidth > 720) place(opener);
  }, { passive: true });

  // What folds away opens for the place somebody came for, and for print ------------------------

  function reveal() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    var folded = target.closest("details:not([open])");
    var unlisted = target.closest(".evidence.short > .cited:nth-child(n+9)");
    if (unlisted) unlisted.parentElement.classList.remove("short");
    if (folded) folded.open = true;
    if (folded || unlisted) target.scrollIntoView();
  }

  // On phones a long list of sources shows its first eight until asked for more.
  all(".evidence", page).forEach(function (list) {
    var rest = list.children.length - 8;
    if (rest < 4) return;
    list.classList.add("short");
    var more = make("button", { type: "button", className: "button all-sources", textContent: rest + " more sources" });
    more.addEventListener("click", function () {
      list.classList.remove("short");
      one(".cited-source a", list.children[8]).focus();
    });
    list.append(more);
  });
  addEventListener("hashchange", reveal);
  reveal();

  // Tables: sorting, filters, a count; the state stands in the address --------------------------

  var order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  function keyOf(row, column) {
    var cell = row.cells[column];
    return cell.dataset.key || cell.textContent.trim();
  }

  function sortable(table) {
    var body = table.tBodies[0];
    var heads = Array.from(table.tHead.rows[0].cells);
    function sort(column, direction) {
      var sign = direction === "ascending" ? 1 : -1;
      select.value = column + " " + direction;
      heads.forEach(function (head) { head.removeAttribute("aria-sort"); });
      heads[column].setAttribute("aria-sort", direction);
      Array.from(body.rows)
        .sort(function (a, b) { return sign * order.compare(keyOf(a, column), keyOf(b, column)); })
        .forEach(function (row) { body.append(row); });
    }
    function chosen(column, direction, title) {
      sort(column, direction);
      remember({ sort: column, order: direction });
      say("Sorted by " + title + ", " + direction);
    }
    // Where rows are cards nobody sees the headings: the same by a field, which the style sheet shows there.
    var select = make("select", { id: "sort-by" }, [make("option", { value: "", textContent: "As listed", disabled: true, selected: true })]);
    select.addEventListener("change", function () {
      var parts = select.value.split(" ");
      chosen(Number(parts[0]), parts[1], heads[parts[0]].textContent.trim());
    });
    heads.forEach(function (head, column) {
      if (!head.dataset.sort) return;
      ["ascending", "descending"].forEach(function (direction) {
        select.append(make("option", { value: column + " " + direction, textContent: head.textContent.trim() + ", " + direction }));
      });
      var button = make("button", { type: "button", className: "sort" }, Array.from(head.childNodes));
      head.append(button);
      button.addEventListener("click", function () {
        var first = head.dataset.sort === "number" ? "descending" : "ascending";
        var other = first === "ascending" ? "descending" : "ascending";
        var direction = head.getAttribute("aria-sort") === first ? other : first;
        chosen(column, direction, button.textContent.trim());
      });
    });
    var asked = new URLSearchParams(location.search);
    var column = asked.has("sort") ? Number(asked.get("sort")) : -1;
    if (heads[column] && heads[column].dataset.sort) {
      sort(column, asked.get("order") === "descending" ? "descending" : "ascending");
    }
    return make("div", { className: "sort-by" }, [make("label", { htmlFor: select.id, textContent: "Sort by" }), select]);
  }

  function remember(state) {
    var query = new URLSearchParams(location.search);
    Object.keys(state).forEach(function (name) {
      if (state[name] === "") query.delete(name);
      else query.set(name, state[name]);
    });
    var text = query.toString();
    history.replaceState(null, "", (text ? "?" + text : location.pathname) + location.hash);
  }

  function choices(rows, name) {
    var found = new Set();
    rows.forEach(function (row) {
      (row.dataset[name] || "").split("|").forEach(function (value) { if (value) found.add(value); });
    });
    return Array.from(found).sort(order.compare);
  }

  function filterable(table, sorting) {
    var rows = Array.from(table.tBodies[0].rows);
    var names = table.dataset.filters.split("|").filter(function (name) { return name !== "name"; });
    var find = make("input", { type: "search", name: "find", autocomplete: "off" });
    var fields = [find].concat(names.map(function (name) {
      var options = [make("option", { value: "", textContent: "Any" })];
      choices(rows, name).forEach(function (value) { options.push(make("option", { value: value, textContent: value })); });
      return make("select", { name: name }, options);
    }));
    var count = make("p", { className: "count" });
    var clear = make("button", { type: "button", className: "button", textContent: "Clear" });
    var bar = make("div", { className: "filters" }, fields.map(function (field) {
      var title = field === find ? "Find in table" : field.name.charAt(0).toUpperCase() + field.name.slice(1);
      return make("label", {}, [title, field]);
    }).concat([sorting, clear, count]));
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Filter the table");

    function fits(row) {
      return fields.every(function (field) {
        var wanted = field.value.trim();
        if (!wanted) return true;
        if (field !== find) return (row.dataset[field.name] || "").split("|").includes(wanted);
        return (row.textContent + " " + (row.dataset.name || "")).toLowerCase().includes(wanted.toLowerCase());
      });
    }
    function apply(aloud) {
      var shown = rows.filter(function (row) { row.hidden = !fits(row); return !row.hidden; }).length;
      count.textContent = shown + " of " + rows.length;
      if (!aloud) return;
      var state = {};
      fields.forEach(function (field) { state[field.name] = field.value; });
      remember(state);
      say(count.textContent + " shown");
    }
    var asked = new URLSearchParams(location.search);
    fields.forEach(function (field) {
      if (asked.has(field.name)) field.value = asked.get(field.name);
      field.addEventListener("input", function () { apply(true); });
    });
    clear.addEventListener("click", function () {
      fields.forEach(function (field) { field.value = ""; });
      apply(true);
    });
    apply(false);
    table.closest(".scroll").before(bar);
  }

  all("table.rich", page).forEach(function (table) {
    if (!table.dataset.filters) return;
    filterable(table, sortable(table));
  });

  // A box that scrolls sideways must be a stop of the Tab key -----------------------------------

  all(".scroll, .md-typeset__scrollwrap", page).forEach(function (box) {
    if (box.scrollWidth <= box.clientWidth) return;
    var caption = one("caption", box);
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", caption ? caption.textContent : "Table");
  });

  // Any two companies side by side: a file of its own, for the one page that offers it ------------

  if (one(".pair[data-companies]", page)) {
    window.atlas = { all: all, make: make, say: say, remember: remember, page: page };
    document.head.append(make("script", { src: new URL("pair.js", here).href }));
  }

  // Citations: the page's address and buttons that copy -----------------------------------------

  all("[data-address]", page).forEach(function (spot) {
    spot.textContent = spot.dataset.address.replace("@", address);
  });
  all(".cite", page).forEach(function (cite) {
    var button = make("button", { type: "button", className: "button", textContent: "Copy" });
    copies(button, function () { return cite.textContent; }, cite);
    cite.after(button);
  });

  // Home: a search field that hands over to the site's search -----------------------------------

  var query = one("input.md-search__input");
  var toggle = document.getElementById("__search");
  function search(words) {
    toggle.checked = true;
    toggle.dispatchEvent(new Event("change", { bubbles: true }));
    query.value = words;
    query.focus();
    query.dispatchEvent(new Event("keyup", { bubbles: true }));
  }
  var find = one(".find", page);
  if (find && query && toggle) {
    var field = make("input", { type: "search", placeholder: "Foxconn, OpenAI, joint venture", autocomplete: "off" });
    field.setAttribute("aria-label", "Search companies, deals and sources");
    var go = make("button", { type: "button", textContent: "Search" });
    find.append(field, go);
    go.addEventListener("click", function () { search(field.value); });
    field.addEventListener("keydown", function (event) { if (event.key === "Enter") search(field.value); });
  }

  // The tab of this page, where the row of tabs is wider than the screen ---------------------------

  all(".md-tabs__item--active, .neighbours [aria-current]").forEach(function (here) {
    var row = here.closest(".md-tabs, ul");
    row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right + 24;
  });

  // The theme's search: a name for its dialog, a real button on small screens --------------------

  var dialog = one('.md-search[role="dialog"]');
  if (dialog) dialog.setAttribute("aria-label", "Search");
  all('label.md-header__button[for="__search"]').forEach(function (label) {
    var button = make("button", { type: "button", className: label.className + " open-search" }, Array.from(label.childNodes));
    button.setAttribute("aria-label", "Open search");
    button.addEventListener("click", function () { search(query.value); });
    label.replaceWith(button);
  });
})();
