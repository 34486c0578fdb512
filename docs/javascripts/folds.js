// What hides a linked place is opened, because browsers differ, and so is everything before it is printed.
//
// Long pages fold by <details> and not by hidden="until-found": it opens by a tap and by keyboard without a script, and
// the search of Chromium (since 97) and of Firefox open either when they find something in it, as the HTML standard's
// "ancestor revealing algorithm" has it; Safari knows no until-found. Where a browser's search looks into neither, the
// page's own filter (page-filter.js) finds what is folded.

export function folds() {
  function reveal() {
    const place = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    for (let box = place?.closest("details"); box; box = box.parentElement?.closest("details")) box.open = true;
  }
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((box) => (box.open = true)));
}
