/** Markup from strings, escaped: the `html` tag makes a fragment, `render` brings an element to it without losing focus. */

const PROPERTIES = Symbol("properties");
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @param {unknown} value */
export function escaped(value) {
  return String(value).replace(/[&<>"']/g, (sign) => ESCAPES[/** @type {keyof typeof ESCAPES} */ (sign)]);
}

/**
 * html`<p title="${text}">${text}</p>`. Strings and numbers are escaped; null, undefined, false and true are nothing;
 * nodes and fragments stand as they are; arrays of all these are joined.
 * `?disabled=${flag}` sets or leaves out an attribute, `.rows=${value}` sets a property of the element.
 * @param {TemplateStringsArray} strings @param {...unknown} values
 * @returns {DocumentFragment}
 */
export function html(strings, ...values) {
  /** @type {Node[]} */
  const nodes = [];
  /** @type {{name: string, value: unknown}[]} */
  const properties = [];
  let markup = strings[0];
  values.forEach((value, index) => {
    const special = /\s([?.])([\w-]+)=$/.exec(markup);
    if (special) {
      markup = markup.slice(0, special.index);
      if (special[1] === "?") markup += value ? ` ${special[2]}=""` : "";
      else markup += ` data-property-${properties.push({ name: special[2], value }) - 1}=""`;
    } else {
      markup += piece(value, nodes);
    }
    markup += strings[index + 1];
  });
  const template = document.createElement("template");
  template.innerHTML = markup;
  const fragment = document.importNode(template.content, true);
  placeNodes(fragment, nodes);
  setProperties(fragment, properties);
  return fragment;
}

/**
 * Bring target's children to what the fragment says, keeping elements (and with them focus, scroll and typed text)
 * where tag and `data-key` agree. The inside of a custom element is its own.
 * @param {Element} target @param {DocumentFragment} fragment
 */
export function render(target, fragment) {
  reconcileChildren(target, fragment);
}

/** @param {unknown} value @param {Node[]} nodes @returns {string} */
function piece(value, nodes) {
  if (value === null || value === undefined || typeof value === "boolean") return "";
  if (Array.isArray(value)) return value.map((each) => piece(each, nodes)).join("");
  if (value instanceof Node) return `<template data-node="${nodes.push(value) - 1}"></template>`;
  return escaped(value);
}

/** @param {DocumentFragment} fragment @param {Node[]} nodes */
function placeNodes(fragment, nodes) {
  if (nodes.length === 0) return;
  for (const place of fragment.querySelectorAll("template[data-node]")) {
    place.replaceWith(nodes[Number(/** @type {HTMLElement} */ (place).dataset.node)]);
  }
}

/** @param {DocumentFragment} fragment @param {{name: string, value: unknown}[]} properties */
function setProperties(fragment, properties) {
  properties.forEach(({ name, value }, index) => {
    const mark = `data-property-${index}`;
    const element = /** @type {any} */ (fragment.querySelector(`[${mark}]`));
    if (!element) return;
    element.removeAttribute(mark);
    element[PROPERTIES] = { ...element[PROPERTIES], [name]: value };
    element[name] = value;
  });
}

/** @param {Node} target @param {Node} wanted */
function reconcileChildren(target, wanted) {
  const keyed = new Map();
  for (const child of target.childNodes) {
    if (keyOf(child) !== null) keyed.set(keyOf(child), child);
  }
  const following = [...wanted.childNodes];
  const kept = new Set(following.map(keyOf));
  for (const [key, child] of keyed) {
    // Gone elements go first, so that those which stay are not moved (a moved element loses focus).
    if (!kept.has(key)) target.removeChild(child);
  }
  let here = target.firstChild;
  for (const next of following) {
    const key = keyOf(next);
    const match = key === null ? here : (keyed.get(key) ?? null);
    if (match && alike(match, next)) {
      if (match === here) here = here.nextSibling;
      else target.insertBefore(match, here);
      reconcileNode(match, next);
    } else {
      target.insertBefore(next, here);
    }
  }
  while (here) {
    const after = here.nextSibling;
    target.removeChild(here);
    here = after;
  }
}

/** @param {Node} node */
function keyOf(node) {
  return node instanceof Element ? node.getAttribute("data-key") : null;
}

/** @param {Node} a @param {Node} b */
function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

/** @param {any} node @param {any} wanted */
function reconcileNode(node, wanted) {
  if (!(node instanceof Element)) {
    if (node.nodeValue !== wanted.nodeValue) node.nodeValue = wanted.nodeValue;
    return;
  }
  const owns = node.nodeName.includes("-");
  reconcileAttributes(node, wanted, owns);
  Object.assign(node, wanted[PROPERTIES]);
  if (!owns) reconcileChildren(node, wanted);
}

/** @param {Element} element @param {Element} wanted @param {boolean} owns a custom element keeps attributes it gave itself */
function reconcileAttributes(element, wanted, owns) {
  for (const { name, value } of [...wanted.attributes]) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  if (owns) return;
  for (const { name } of [...element.attributes]) {
    // `open` belongs to a dialog or details that the person opened.
    if (!wanted.hasAttribute(name) && name !== "open") element.removeAttribute(name);
  }
  if (element instanceof HTMLInputElement) {
    if (element.type === "checkbox" || element.type === "radio") element.checked = wanted.hasAttribute("checked");
    else if (wanted.hasAttribute("value") && element !== document.activeElement) element.value = wanted.getAttribute("value") ?? "";
  }
}
