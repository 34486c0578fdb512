// Where one is: the section that is read is marked in the contents, and a way back to them appears after the first
// screen.

export function contents() {
  /** @type {Map<HTMLElement, HTMLAnchorElement[]>} */
  const places = new Map();
  for (const link of document.querySelectorAll(".toc a, .contents a, .jump a")) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (place) places.set(place, [...(places.get(place) ?? []), link]);
  }
  const up = document.querySelector(".up");
  let waiting = 0;
  function where() {
    waiting = 0;
    up?.classList.toggle("is-far", scrollY > innerHeight);
    const passed = [...places.keys()].filter((place) => place.getBoundingClientRect().top < innerHeight / 3);
    for (const [place, links] of places)
      for (const link of links) {
        if (place === passed.at(-1)) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
  }
  if (!places.size && !up) return;
  addEventListener("scroll", () => (waiting ||= requestAnimationFrame(where)), { passive: true });
  where();
}
