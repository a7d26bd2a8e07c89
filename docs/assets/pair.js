// Any two companies side by side: the choice stands in the address. Loaded by atlas.js where a page offers it.
(function () {
  "use strict";

  var all = atlas.all, make = atlas.make, say = atlas.say, remember = atlas.remember, page = atlas.page;

  /** A part of an entry's words: a text, or a list that begins with what it is. */
  function worded(part) {
    if (typeof part === "string") return part;
    if (part[0] === "chip") return make("span", { className: "chip chip-" + part[1], textContent: part[2] });
    if (part[0] === "lang") return make("bdi", { lang: part[1], textContent: part[2] });
    if (part[0] === "link") return make("a", { href: "../" + part[1] }, part.slice(2).map(worded));
    return make("em", {}, part.slice(1).map(worded));
  }

  function cell(tag, role, more, children) {
    var made = make(tag, more, children);
    made.setAttribute("role", role);
    return made;
  }

  /** The rows of two companies: what either says of itself, figures where both have them; differences first. */
  function rowsOf(data, ids) {
    var shared = data.questions.map(function (question, number) {
      var have = ids.filter(function (id) { return data.companies[id].says[number]; }).length;
      return question[0] ? have === 2 : have > 0;
    });
    var groups = new Set(data.questions.filter(function (question, number) { return question[0] && shared[number]; })
      .map(function (question) { return question[0]; }));
    var each = Math.max(2, Math.floor(data.most / Math.max(1, groups.size)));
    var taken = {};
    var rows = [];
    data.questions.forEach(function (question, number) {
      if (!shared[number] || (question[0] && (taken[question[0]] = (taken[question[0]] || 0) + 1) > each)) return;
      var texts = [];
      var cells = ids.map(function (id) {
        var company = data.companies[id];
        var said = (company.says[number] || [[null, ["chip", "absent", "not stated"]]]).map(function (entry) {
          return make("p", {}, entry.slice(1).map(worded));
        });
        texts.push(said.map(function (line) { return line.textContent; }).join("|"));
        (company.says[number] || []).forEach(function (entry, place) {
          var link = make("a", { className: "fact", href: "../companies/" + id + "/#" + entry[0], textContent: "evidence" });
          link.setAttribute("aria-label", "Evidence: " + question[1] + " " + company.name + (place ? ", " + (place + 1) : ""));
          said[place].append(" ", link);
        });
        var made = cell("td", "cell", {}, said);
        made.dataset.label = company.name;
        return made;
      });
      var head = cell("th", "rowheader", { scope: "row", textContent: question[1] });
      var row = cell("tr", "row", { className: texts[0] === texts[1] ? "same" : "differs" }, [head].concat(cells));
      rows.push({ row: row, figure: question[0] });
    });
    return rows.filter(function (one) { return one.row.className === "differs"; })
      .concat(rows.filter(function (one) { return one.row.className === "same"; }));
  }

  function comparison(data, ids) {
    var names = ids.map(function (id) { return data.companies[id].name; });
    var rows = rowsOf(data, ids);
    var heads = [cell("th", "columnheader", { scope: "col", textContent: "Question" })].concat(ids.map(function (id, place) {
      return cell("th", "columnheader", { scope: "col" }, [make("a", { href: "../companies/" + id + "/", textContent: names[place] })]);
    }));
    var table = cell("table", "table", { className: "compare compare-2" }, [
      make("caption", { textContent: names.join(" and ") + ", side by side. Rows whose answers differ come first." }),
      cell("thead", "rowgroup", {}, [cell("tr", "row", {}, heads)]),
      cell("tbody", "rowgroup", {}, rows.map(function (one) { return one.row; })),
    ]);
    var notes = [];
    ids.forEach(function (id, place) {
      if (!data.companies[id].held.includes(ids[1 - place])) return;
      notes.push(names[1 - place] + " is among the holders of " + names[place] +
        ": figures of the one may be contained in the other's and must not be added to them.");
    });
    if (!rows.some(function (one) { return one.figure; })) notes.push("The archive has no figure of both for the same period.");
    say(names.join(" and ") + ": " + rows.length + " rows, " +
      rows.filter(function (one) { return one.row.className === "differs"; }).length + " differ");
    return notes.map(function (words) { return make("p", { className: "note", textContent: words }); }).concat([table]);
  }

  function pairable(box) {
    var companies = JSON.parse(box.dataset.companies);
    var asked = new URLSearchParams(location.search);
    var data = null;
    var fields = ["a", "b"].map(function (name, place) {
      var options = [["", "Choose a company"]].concat(companies).map(function (one) {
        return make("option", { value: one[0], textContent: one[1] });
      });
      var field = make("select", { name: name }, options);
      field.value = asked.get(name) || "";
      return make("label", {}, [place ? "Second company" : "First company", field]);
    });
    var result = make("div", { className: "pair-result" });
    function tell(words) {
      result.replaceChildren(make("p", { textContent: words }));
      say(words);
    }
    function show(changed) {
      var ids = fields.map(function (field) { return field.lastChild.value; });
      if (changed) {
        remember({ a: ids[0], b: ids[1] });
        document.body.classList.remove("asked");
      }
      if (!ids[0] || !ids[1]) return result.replaceChildren();
      if (ids[0] === ids[1]) return tell("Choose two different companies.");
      data = data || fetch("companies.json").then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.json();
      });
      data.then(function (found) {
        var now = fields.map(function (field) { return field.lastChild.value; });
        if (now.join() !== ids.join()) return;
        result.replaceChildren.apply(result, comparison(found, ids));
      }, function () {
        data = null;
        tell("What the comparison needs could not be loaded. A page opened from disk cannot load it; the comparisons below work.");
      });
    }
    var form = make("div", { className: "filters" }, fields);
    form.setAttribute("role", "group");
    form.setAttribute("aria-label", "Companies to compare");
    fields.forEach(function (field) { field.addEventListener("input", function () { show(true); }); });
    box.append(form, result);
    var unknown = ["a", "b"].filter(function (name, place) { return asked.get(name) && !fields[place].lastChild.value; });
    if (unknown.length) tell("There is no company \u201c" + asked.get(unknown[0]) + "\u201d in this archive.");
    else show(false);
  }

  all(".pair[data-companies]", page).forEach(pairable);
})();
