// Where the site starts, which may be below a host's root, seen from any of its pages.

/** What Material writes into every page: "..", or "/" and "/kb/" on the 404 page. */
const { base } = JSON.parse(document.getElementById("__config")?.textContent ?? "{}");

export const root = new URL((base ?? ".").replace(/\/?$/, "/"), location.href);
