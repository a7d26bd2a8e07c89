// Search in pieces: stands in for the worker of the theme's search where an archive is too large for
// one index. It gets and sends the theme's own messages, so that the theme shows the results. What the
// files below search/ hold is written in profiles/search.py.
"use strict";
const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const MOST = 20, NAMES = 5; // results that are listed, and further names of each
const EXACT = 32, STARTS = 16, IS = 64; // a whole word; the query begins a name; the query is a name
const here = new URL("../search/", self.location);
const loaded = new Map();
let known = null; // what index.json says
let run, dense, stop; // words of a text; scripts without spaces; words that count in names only
let prose = []; // the theme's entries of the pages that people wrote
let newest = 0;

addEventListener("message", async function (event) {
  if (event.data.type === SETUP) {
    prose = event.data.data.docs;
    known = event.data.known;
    run = new RegExp("[" + known.dense + "]+|[^" + known.between + known.dense + "]+", "gu");
    dense = new RegExp("^[" + known.dense + "]", "u");
    stop = new Set(known.stop);
    postMessage({ type: READY });
  } else if (event.data.type === QUERY) {
    const mine = ++newest;
    if (mine === 1 && !event.data.data) return; // nobody has typed yet
    let data = { items: [] };
    try {
      data = await search(event.data.data);
    } catch (error) {
      console.warn("search: " + error.message);
    }
    if (mine === newest) postMessage({ type: RESULT, data: data });
  }
});

// A file below search/.
function load(name) {
  if (!loaded.has(name)) {
    loaded.set(name, fetch(new URL(name, here)).then(function (answer) {
      if (answer.ok) return answer.json();
      throw new Error(name + " answers " + answer.status);
    }));
    loaded.get(name).catch(() => loaded.delete(name)); // the next query tries again
  }
  return loaded.get(name);
}

// -- words: as in profiles/search.py -----------------------------------------------------------------

function even(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]+/g, "").normalize("NFKC");
  return plain.replace(/[^\x00-\x7f]/g, (char) => known.letters[char] || char);
}

function runs(text) {
  return even(text).match(run) || [];
}

function cut(word) {
  return Array.from(word).slice(0, known.longest).join("");
}

// The words that a run of characters stands for.
function wordsOf(run) {
  if (!dense.test(run)) return [cut(run)];
  const chars = Array.from(run);
  return chars.length < 2 ? chars : chars.slice(1).map((char, place) => chars[place] + char);
}

function hash(text) {
  let value = 2166136261;
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0), 16777619) >>> 0;
  return value;
}

function fileOf(word) {
  const start = Array.from(word).slice(0, dense.test(word) ? 2 : 4).join("");
  return "words/" + (hash(start) % (known.size >> 7)).toString(16) + ".json";
}

// -- lists -------------------------------------------------------------------------------------------

// Calls `visit` with the number and weight of each page of a list.
function walk(code, visit) {
  for (const group of code.split(" ")) {
    const weight = DIGITS.indexOf(group[0]);
    let number = 0, value = 0, shift = 0;
    for (let place = 1; place < group.length; place++) {
      const digit = DIGITS.indexOf(group[place]);
      value += (digit & 31) * 2 ** shift;
      shift += 5;
      if (digit < 32) {
        visit(number += value, weight);
        value = shift = 0;
      }
    }
  }
}

// The pages of a word and of those that begin with it: number to score. `many` says how many have the
// word itself, where its file holds only the best of them; with `all` the rest is loaded, too.
async function pagesOfWord(word, all) {
  const found = { scores: new Map(), many: 0 };
  const lists = (await load(fileOf(word))).words;
  const take = (code, more) => walk(code, function (number, weight) {
    if (!(found.scores.get(number) > weight + more)) found.scores.set(number, weight + more);
  });
  for (const other of Object.keys(lists)) {
    if (!other.startsWith(word)) continue;
    const [, many, best] = /^(?:(\d+):)?(.*)$/.exec(lists[other]);
    if (other === word && many) found.many = +many;
    if (other === word && many && all) take((await load("full/" + hash(word).toString(16) + ".json")).words[word], EXACT);
    else take(best, other === word ? EXACT : 0);
  }
  return found;
}

// The same for a run of characters: where it stands for several words, the pages that have them all.
async function pagesOf(run, all) {
  const words = wordsOf(run);
  const lists = await Promise.all(words.map((word) => pagesOfWord(word, all || words.length > 1)));
  lists.sort((one, other) => one.scores.size - other.scores.size);
  const [first, ...rest] = lists;
  if (!rest.length) return first;
  const scores = [...first.scores].filter(([number]) => rest.every((list) => list.scores.has(number)));
  return { scores: new Map(scores), many: 0 };
}

// Pages whose name is the query or begins with it, words run together.
async function named(whole) {
  const found = new Map();
  const lists = (await load(fileOf(whole))).words;
  for (const other of Object.keys(lists)) {
    if (!other.startsWith(whole)) continue;
    walk(lists[other].replace(/^\d+:/, ""), function (number, weight) {
      const more = weight < 24 ? 0 : other === whole ? IS : STARTS; // 24: the weight of a whole name
      if (more > (found.get(number) || 0)) found.set(number, more);
    });
  }
  return found;
}

// -- answers -----------------------------------------------------------------------------------------

async function search(query) {
  const asked = [...new Set(runs(query))];
  if (!asked.length) return { items: [] };
  const wanted = asked.some((one) => !stop.has(one)) ? asked.filter((one) => !stop.has(one)) : asked;
  const [lists, names] = await Promise.all([
    Promise.all(wanted.map((run) => pagesOf(run, wanted.length > 1))), named(cut(runs(query).join("")))]);
  const scores = new Map(), hits = new Map();
  for (const list of lists) {
    for (const [number, score] of list.scores) {
      scores.set(number, (scores.get(number) || 0) + score);
      hits.set(number, (hits.get(number) || 0) + 1);
    }
  }
  for (const [number, more] of names) {
    scores.set(number, (scores.get(number) || 0) + more);
    hits.set(number, wanted.length); // what people have typed of a name is no other word
  }
  let most = 0;
  for (const count of hits.values()) if (count > most) most = count;
  const best = [...scores].filter(([number]) => hits.get(number) === most)
    .sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  const total = wanted.length > 1 ? best.length : Math.max(best.length, lists[0].many);
  const mark = marker(asked);
  const shown = await Promise.all(best.slice(0, MOST).map(function ([number, score]) {
    const has = (run, place) => names.has(number) || lists[place].scores.has(number);
    return item(number, score, mark, Object.fromEntries(wanted.map((run, place) => [run, has(run, place)])));
  }));
  const items = [...shown, ...inProse(wanted.flatMap(wordsOf), mark)];
  items.sort((one, other) => other[0].score - one[0].score);
  return { items: items, total: total + items.length - shown.length };
}

// What the theme shows of one page.
async function item(number, score, mark, terms) {
  const [location, title, names, lede] = (await load("docs/" + (number >> 6).toString(16) + ".json")).docs[number];
  const shown = names.map(mark.show).sort((one, other) => other.includes("<mark>") - one.includes("<mark>")).slice(0, NAMES);
  const text = mark.show(lede) + (shown.length ? "<div>" + shown.join(" · ") + (names.length > NAMES ? " …" : "") + "</div>" : "");
  return [{ location: location, title: mark.show(title), text: text, score: score, terms: terms }];
}

// Hand-written pages: few enough to look through. A section counts where it has every word.
function inProse(words, mark) {
  const pages = new Map();
  for (const one of prose) {
    const title = plain(one.title), text = plain(one.text);
    one.heads = one.heads || new Set(runs(title).flatMap(wordsOf));
    one.words = one.words || new Set(runs(text).flatMap(wordsOf));
    const begins = (set, word) => [...set].some((other) => other.startsWith(word));
    const worth = (word) => one.heads.has(word) ? EXACT + 16 : begins(one.heads, word) ? 16
      : one.words.has(word) ? EXACT : begins(one.words, word) ? 1 : -Infinity; // as the words of names and facts
    const score = words.reduce((sum, word) => sum + worth(word), 0);
    const page = one.location.split("#")[0];
    if (one.location === page) pages.set(page, { top: one, score: score, found: [] });
    if (score < 0 || !pages.has(page)) continue;
    pages.get(page).score = Math.max(pages.get(page).score, score);
    pages.get(page).found.push({ location: one.location, title: mark.show(title), text: mark.show(mark.around(text)),
                                 score: score, terms: mark.terms });
  }
  return [...pages.values()].filter((page) => page.found.length).map(function (page) {
    const parent = page.found.find((one) => one.location === page.top.location)
      || { location: page.top.location, title: mark.show(plain(page.top.title)), text: "", score: page.score, terms: {} };
    const rest = page.found.filter((one) => one !== parent).sort((one, other) => other.score - one.score);
    return [{ ...parent, score: page.score }, ...rest.slice(0, 4)];
  });
}

// The text of the theme's markup.
function plain(markup) {
  const signs = { lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", amp: "&" };
  return markup.replace(/<[^>]*>/g, " ").replace(/\u200b/g, "").replace(/&(lt|gt|quot|#39|#x27|amp);/g, (_, name) => signs[name]);
}

// Shows texts with the words of the query marked: everything is escaped, only the marks are markup.
function marker(asked) {
  const escaped = (text) => text.replace(/[&<>"']/g, (char) => "&#" + char.charCodeAt(0) + ";");
  const marked = (text) => "<mark>" + escaped(text) + "</mark>";
  const inDense = function (text) {
    const plain = even(text);
    if (plain.length !== text.length) return asked.some((one) => plain.includes(one)) ? marked(text) : escaped(text);
    let written = "";
    for (let place = 0; place < text.length;) {
      const part = asked.find((one) => plain.startsWith(one, place));
      written += part ? marked(text.slice(place, place + part.length)) : escaped(text[place]);
      place += part ? part.length : 1;
    }
    return written;
  };
  const one = (text) => dense.test(text) ? inDense(text) : asked.some((word) => even(text).startsWith(word)) ? marked(text) : escaped(text);
  return {
    terms: Object.fromEntries(asked.map((word) => [word, true])),
    show: function (text) {
      let written = "", last = 0;
      for (const match of text.matchAll(run)) {
        written += escaped(text.slice(last, match.index)) + one(match[0]);
        last = match.index + match[0].length;
      }
      return written + escaped(text.slice(last));
    },
    around: function (text) {
      const found = [...text.matchAll(run)].find((match) => asked.some((word) => even(match[0]).startsWith(word)));
      const from = found && found.index > 60 ? text.indexOf(" ", found.index - 60) + 1 : 0;
      return (from ? "… " : "") + text.slice(from, from + 240) + (text.length > from + 240 ? " …" : "");
    },
  };
}
