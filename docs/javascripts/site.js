// On every page, which is complete without it. Published as one script together with what it imports.

import { contents } from "./contents.js";
import { folds } from "./folds.js";
import { menuButton } from "./menu.js";
import { said } from "./said.js";
import { searchBox } from "./search-box.js";
import { snippets } from "./snippets.js";
import { terms } from "./terms.js";
import { themeButton } from "./theme.js";

searchBox();
themeButton();
menuButton();
snippets();
terms();
contents();
folds();
said();
