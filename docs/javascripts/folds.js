// What hides a linked place is opened, because browsers differ, and so is everything before it is printed.

export function folds() {
  function reveal() {
    const place = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    for (let box = place?.closest("details"); box; box = box.parentElement?.closest("details")) box.open = true;
  }
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((box) => (box.open = true)));
}
