// Material for MkDocs keeps a reader's settings under a name made from the site's
// root. It writes these four functions into every page; they stand in a file here,
// so that the content security policy needs no exception. Loaded before the bundle.
var __md_scope = new URL(document.currentScript.dataset.base, location);
var __md_hash = function (text) {
  return Array.from(text).reduce(function (sum, char) {
    return (sum << 5) - sum + char.charCodeAt(0);
  }, 0);
};
var __md_get = function (key, store, scope) {
  try {
    return JSON.parse((store || localStorage).getItem((scope || __md_scope).pathname + "." + key));
  } catch (error) {
    return null; // storage is off or holds something else: as if nothing was set
  }
};
var __md_set = function (key, value, store, scope) {
  try {
    (store || localStorage).setItem((scope || __md_scope).pathname + "." + key, JSON.stringify(value));
  } catch (error) {
    // storage is off: the setting lasts as long as the page
  }
};

// The theme loads the index of search, the largest file of the site, with every page.
// Here it waits, and the search's worker with it, until somebody turns to search.
(function () {
  var turned = new Promise(function (resolve) {
    function isSearch(event) {
      if (event.target.closest && event.target.closest(".md-search, #__search")) resolve();
    }
    ["focusin", "change"].forEach(function (kind) { addEventListener(kind, isSearch, true); });
    if (new URLSearchParams(location.search).has("q")) resolve();
  });
  var open = XMLHttpRequest.prototype.open;
  var send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.open = function (method, address) {
    this.waits = /\/search\/search_index\.json$/.test(address);
    return open.apply(this, arguments);
  };
  XMLHttpRequest.prototype.send = function () {
    if (!this.waits) return send.apply(this, arguments);
    var request = this;
    turned.then(function () { send.call(request); });
  };
  // The worker starts with its first message, which brings the index. Where the compiler has written
  // an index in pieces, because one would be too large, a worker of our own answers.
  var Started = window.Worker;
  var pieces = turned.then(function () {
    return fetch(new URL("search/index.json", __md_scope));
  }).then(function (answer) {
    return answer.ok ? answer.json() : {};
  }).then(function (found) {
    return found.search && found.search.size ? found.search : null;
  }).catch(function () {
    return null; // the theme's own search then
  });
  // A result is read without the marks that lead to evidence: "filed", not "filed 10a 21a".
  var marks = /((?:announced|estimated|filed|reported|stated| only))(?: \d{1,3}[a-z]{1,2})+(?=[\s<.,;]|$)/g;
  function plain(message) {
    if (message.data && message.data.docs) {
      message.data.docs.forEach(function (entry) { entry.text = entry.text.replace(marks, "$1"); });
    }
    return message;
  }
  function say(total, shown) {
    var meta = document.querySelector(".md-search-result__meta");
    if (meta && total > shown) meta.textContent = "Best " + shown + " of " + total.toLocaleString("en") + " matching documents";
  }
  window.Worker = function (address) {
    var worker = null;
    var stand = new EventTarget();
    function hear(event) {
      stand.dispatchEvent(new MessageEvent("message", { data: event.data }));
      if (event.data.data && event.data.data.total) say(event.data.data.total, event.data.data.items.length);
    }
    stand.postMessage = function (message) {
      worker = worker || pieces.then(function (known) {
        var started = new Started(known ? new URL("assets/search.js", __md_scope) : address);
        started.addEventListener("message", hear);
        message.known = known;
        return started;
      });
      worker.then(function (started) { started.postMessage(plain(message)); });
    };
    return stand;
  };
})();
