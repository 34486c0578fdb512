// Light or dark: the reader's own choice before the system's.

export function themeButton() {
  const button = document.getElementById("theme");
  if (!button) return;
  const chosen = document.documentElement.dataset;
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = chosen.theme ? chosen.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    chosen.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("theme", chosen.theme);
    } catch {
      // without storage the choice lasts for this page
    }
  });
}
