// Writing a note by keyboard, and not losing it.
import { keep } from "./draft.js";

export function notes() {
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    if (form.dataset.draft) keep(form);
    else warnUnsaved(form);
  }
  const form = document.querySelector("form[data-note]");
  if (!form) return;
  const sections = [...form.querySelectorAll("[data-section]")];
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = form.querySelector(event.shiftKey ? "[data-sign]" : "[data-save]") ?? form.querySelector("[data-save]");
      event.preventDefault();
      if (button.getAttribute("aria-disabled") !== "true") form.requestSubmit(button);
    }
    // By the key's place: with Alt held some keyboards write other letters.
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit && event.altKey && !event.ctrlKey && !event.metaKey && sections[digit[1] - 1]) {
      event.preventDefault();
      sections[digit[1] - 1].focus();
    }
  });
  for (const button of form.querySelectorAll("[data-take], [data-add]")) {
    button.addEventListener("click", () => {
      const mine = document.getElementById(button.dataset.take ?? button.dataset.add);
      const theirs = document.getElementById(button.dataset.from).textContent;
      mine.value = button.dataset.take || !mine.value.trim() ? theirs : `${mine.value.trimEnd()}\n${theirs}`;
      mine.dispatchEvent(new Event("input", { bubbles: true }));
      mine.focus();
    });
  }
}

// A page that came back with what was typed is as unsaved as before.
function warnUnsaved(form) {
  let unsaved = document.querySelector("[role='alert']") !== null;
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
