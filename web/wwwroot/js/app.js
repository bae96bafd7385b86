// What scripts add to pages that work without them.
import { watchUnread, watchBoard } from "./live.js";
import { countdowns } from "./countdown.js";
import { boards } from "./board.js";
import { progress } from "./progress.js";
import { notes } from "./note.js";
import { uploads } from "./upload.js";

document.documentElement.classList.add("scripted");

// Choices that show something else do so at once.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => {
    if (event.target.type !== "date" || event.target.value) form.requestSubmit();
  });
}

// One press, one request. The id in the form makes a second one harmless; this makes it rare.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => {
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  });
}

// A menu closes when one looks elsewhere.
for (const menu of document.querySelectorAll("details[data-menu]")) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
  });
}

// "/" goes to the search, as in most tools people have open beside this one.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input, textarea, select")) {
    const search = document.getElementById("quick-search");
    if (search) { event.preventDefault(); search.focus(); }
  }
});

countdowns();
boards();
watchUnread();
watchBoard();
progress();
notes();
uploads();
