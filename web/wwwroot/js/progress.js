// Long work shows how far it is. The form posts the same without scripts and answers when all is done.
export function progress() {
  for (const form of document.querySelectorAll("form[data-progress]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const bar = form.querySelector("progress");
      const words = form.querySelector("[data-progress-words]");
      const button = form.querySelector("button");
      bar.hidden = false;
      bar.removeAttribute("value");
      button.disabled = true;
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/x-ndjson" } });
        if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/x-ndjson")) throw new Error();
        await read(answer.body, (line) => show(line, form, bar, words));
      } catch {
        words.textContent = "It did not finish. Load the page again to see what was done.";
      }
      bar.hidden = true;
      button.disabled = false;
    });
  }
}

async function read(body, each) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += value ?? "";
    const lines = rest.split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) each(JSON.parse(line));
    if (done) return;
  }
}

function show(line, form, bar, words) {
  if (line.total > 0) { bar.max = line.total; bar.value = line.done; }
  if (line.words) words.textContent = line.words;
  if (line.report) {
    const place = document.querySelector(form.dataset.progress);
    place.replaceChildren(...new DOMParser().parseFromString(line.report, "text/html").body.childNodes);
  }
}
