// The menu of narrow screens by keyboard: a label works without a script, but not by keyboard.

export function menuButton() {
  const drawer = /** @type {HTMLInputElement | null} */ (document.getElementById("__drawer"));
  const label = document.querySelector(".sign-menu");
  if (!drawer || !label) return;
  const menu = document.createElement("button");
  menu.type = "button";
  menu.className = label.className;
  menu.setAttribute("aria-label", "Menu");
  menu.setAttribute("aria-expanded", "false");
  label.replaceWith(menu);
  const changed = () => {
    menu.setAttribute("aria-expanded", String(drawer.checked));
    const first = /** @type {HTMLElement | null} */ (document.querySelector(".ways a"));
    if (drawer.checked) requestAnimationFrame(() => first?.focus());
  };
  drawer.addEventListener("change", changed);
  menu.addEventListener("click", () => {
    drawer.checked = !drawer.checked;
    changed();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.checked = false;
    changed();
    menu.focus();
  });
}
