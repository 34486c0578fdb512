// A word of the glossary: its explanation on hover, focus and tap. Without a script the link leads to the glossary.

/** @type {{ term: HTMLElement, box: HTMLElement } | null} */
let hint = null;

function close() {
  hint?.term.removeAttribute("aria-describedby");
  hint?.box.remove();
  hint = null;
}

/** @param {HTMLElement} term */
function explain(term) {
  if (hint?.term === term) return;
  close();
  term.dataset.text ??= term.title;
  term.removeAttribute("title");
  const box = document.createElement("span");
  box.className = "hint";
  box.id = "hint";
  box.role = "tooltip";
  box.textContent = term.dataset.text;
  document.body.append(box);
  const place = term.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - box.offsetWidth - 8)) + scrollX}px`;
  box.style.top = `${place.bottom + scrollY + 4}px`;
  term.setAttribute("aria-describedby", "hint");
  hint = { term, box };
}

/** What an event happened in. @param {Event} event @param {string} selector */
const inside = ({ target }, selector) =>
  target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(selector)) : null;
/** @param {Event} event */
const termOf = (event) => inside(event, "a.term");

export function terms() {
  document.addEventListener("pointerover", (event) => {
    const term = termOf(event);
    if (term) explain(term);
    else if (hint && event.pointerType === "mouse" && !inside(event, ".hint") && document.activeElement !== hint.term)
      close();
  });
  document.addEventListener("focusin", (event) => {
    const term = termOf(event);
    if (term) explain(term);
    else close();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  /** @type {HTMLElement | null} */
  let tapped = null;
  document.addEventListener("pointerdown", (event) => {
    tapped = event.pointerType === "mouse" ? null : termOf(event);
    if (hint && !termOf(event)) close();
  });
  document.addEventListener("click", (event) => {
    const term = termOf(event);
    if (!term || term !== tapped || term.dataset.open) return; // the second tap follows the link
    event.preventDefault();
    term.dataset.open = "1";
    explain(term);
  });
}
