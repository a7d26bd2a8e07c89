// Sets the chosen colour scheme before the page is drawn. Runs in the header, after
// the switch's inputs; see theme-scope.js for why it is a file.
(function () {
  // A comparison of two that the address asks for is about to come: room is kept for it.
  if (/[?&][ab]=/.test(location.search)) document.body.classList.add("asked");
  var chosen = __md_get("__palette");
  var color = chosen && chosen.color;
  if (!color) return;
  if (color.media === "(prefers-color-scheme)") {
    var wanted = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    var input = document.querySelector("[data-md-color-media='(prefers-color-scheme: " + wanted + ")']");
    if (!input) return;
    ["media", "scheme", "primary", "accent"].forEach(function (key) {
      color[key] = input.getAttribute("data-md-color-" + key);
    });
  }
  Object.keys(color).forEach(function (key) {
    document.body.setAttribute("data-md-color-" + key, color[key]);
  });
})();
