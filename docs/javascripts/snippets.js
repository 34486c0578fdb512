// What is written to be copied gets a button, and what is wider than its place scrolls by keyboard too.

export function snippets() {
  for (const box of document.querySelectorAll("pre > code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(box.textContent.trim());
        button.textContent = "Copied";
      } catch {
        getSelection()?.selectAllChildren(box); // no clipboard without a secure context: the text is selected instead
        button.textContent = "Press Ctrl+C";
      }
    });
    box.after(button);
  }
  for (const wide of document.querySelectorAll(".wide, pre > code"))
    if (wide instanceof HTMLElement && wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
}
