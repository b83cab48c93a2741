// Loads what makes the pages quicker to use; every form and link works without any of it.
import "./say.js";
import "./theme.js";
import "./density.js";
import "./menus.js";
import "./keys.js";
import "./rows.js";
import "./dialogs.js";
import "./guard.js";
import "./saving.js";
import "./idle.js";
import "./copy.js";
import "./password.js";
import "./suggest.js";
import "./filters.js";
import "./problems.js";
import "./arrive.js";
import "./queue.js";
