// An element from its name, attributes and children. Text stays text: no HTML is parsed.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} name
 * @param {Record<string, string | URL | null | undefined>} [attributes] `text` is the element's text
 * @param {(Node | string | null | undefined)[]} children
 */
export function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined) continue;
    if (key === "text") made.textContent = String(value);
    else made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child != null));
  return made;
}
