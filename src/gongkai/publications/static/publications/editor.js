// The text editor writes two style elements into the page, which the content security policy forbids: one for the
// numbers of nested lists (they stand in office.css instead), one for a hint in the empty field (left out). Here they
// become templates, which say nothing to the browser. Loaded before the editor starts.

const create = document.createElement.bind(document);

document.createElement = (name, options) =>
  create(String(name).toLowerCase() === "style" ? "template" : name, options);
