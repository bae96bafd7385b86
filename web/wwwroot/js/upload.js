// A file on its way shows how far it is, and can be dropped where it is chosen. The form sends the same without scripts.
export function uploads() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const file = form.querySelector("input[type='file']");
    const upload = { form, file, bar: form.querySelector("progress"), words: form.querySelector("[data-upload-words]"), button: form.querySelector("button") };
    takeDropped(form.querySelector("[data-drop]"), file);
    file.addEventListener("change", () => objectTo(upload));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!objectTo(upload)) send(upload);
    });
  }
}

// Beside the field nothing is to be had of a file either: the browser would leave the page for it.
function takeDropped(place, file) {
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.toggle("drop--over", place.contains(event.target));
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) place.classList.remove("drop--over"); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("drop--over");
    if (!place.contains(event.target) || event.dataTransfer.files.length === 0) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    file.files = one.files;
    file.dispatchEvent(new Event("input", { bubbles: true }));
    file.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// The service says the same, after everything has been sent.
function objectTo({ form, file, words }) {
  const most = Number(form.dataset.upload);
  const isTooLarge = file.files.length > 0 && file.files[0].size > most;
  words.textContent = isTooLarge ? `This file has ${Math.ceil(file.files[0].size / 1048576)} MiB. A file can have ${most / 1048576} MiB at most.` : "";
  file.setAttribute("aria-invalid", String(isTooLarge));
  return isTooLarge;
}

function send({ form, bar, words, button }) {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/x-ndjson");
  request.upload.addEventListener("progress", (event) => {
    bar.max = event.total;
    bar.value = event.loaded;
    words.textContent = event.loaded < event.total ? `${Math.floor(100 * event.loaded / event.total)} % has arrived.` : "It is looked through and sealed.";
  });
  request.addEventListener("load", () => {
    const answer = answerOf(request);
    if (answer.to) location.assign(answer.to);
    else stop(answer.words);
  });
  request.addEventListener("error", () => stop("The line broke, and nothing was kept. Try again."));
  bar.hidden = false;
  bar.removeAttribute("value");
  words.textContent = "";
  button.setAttribute("aria-disabled", "true");
  button.disabled = true;
  request.send(new FormData(form));

  function stop(sentence) {
    bar.hidden = true;
    button.disabled = false;
    button.removeAttribute("aria-disabled");
    words.textContent = sentence;
  }
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText.split("\n")[0]);
  } catch {
    return { words: "It did not work, and perhaps you are signed out. Load the page again, then attach the file once more." };
  }
}
