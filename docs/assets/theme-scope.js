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
