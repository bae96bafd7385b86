// Keeps what is typed while it is typed, so that a browser or a service that dies takes no more than the last seconds with it.
const every = 3000;
const patience = 8000;
const mostOnTheWayOut = 50000;

export function keep(form) {
  const show = states(form);
  const field = (name) => form.elements[`Input.${name}`];
  let typed = form.dataset.typed === undefined ? 0 : 1;
  let kept = 0;
  let timer;
  let saving;
  let leaving = false;

  const later = () => { timer ??= setTimeout(() => { timer = undefined; save(); }, every); };
  const save = () => {
    if (leaving || typed === kept) return undefined;
    saving ??= send(typed).finally(() => { saving = undefined; if (!leaving && typed !== kept) later(); });
    return saving;
  };

  // On the way out nothing is waited for, not even what is on its way already.
  const send = async (now) => {
    const body = new FormData(form);
    const keepalive = [...body.values()].reduce((sum, value) => sum + value.length, 0) < mostOnTheWayOut;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive, redirect: "manual", signal: AbortSignal.timeout(patience) });
      if (answer.ok) taken(await answer.json(), now);
      else await refused(answer);
    } catch {
      show.lost("Not saved, trying again");
    }
  };
  const taken = (told, now) => {
    kept = now;
    field("RequestId").value = told.requestId;
    // What another window wrote has not been seen here: it stays another's, and is not thrown away with this.
    if (told.meanwhile) show.other();
    if (told.saved) show.saved();
    if (!show.hasOther()) field("DraftEtag").value = told.etag;
    show.kept(told.at);
  };
  const refused = async (answer) => {
    if (answer.type === "opaqueredirect") show.lost("Not saved: you are signed out. Sign in in another window; this is tried again");
    else if (answer.status === 403) show.lost("Not saved: this record is not open to you any more");
    else show.lost((answer.status === 422 && (await answer.json()).sentence) || "Not saved, trying again");
  };

  form.addEventListener("input", () => { typed += 1; later(); });
  form.addEventListener("focusout", () => save());
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("pagehide", () => { if (!leaving && typed !== kept) send(typed); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (!leaving && typed !== kept) event.preventDefault(); });

  // What is on its way must not arrive after what is saved, or it would be a draft again.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    timer = undefined;
    leaving = true;
    if (!saving) return;
    event.preventDefault();
    const button = event.submitter;
    await Promise.race([saving, new Promise((go) => { setTimeout(go, 1500); })]);
    saving = undefined;
    form.requestSubmit(button);
  });
  for (const other of document.querySelectorAll("form")) {
    if (other !== form) other.addEventListener("submit", () => { leaving = true; });
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const here = link && !link.target && !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!here || typed === kept) return;
    event.preventDefault();
    await saving;
    await save();
    location.assign(link.href);
  });

  if (typed !== kept) later();
}

// The time is there to be looked at; spoken is only that it changes between kept and not.
function states(form) {
  const state = form.querySelector("[data-draft-state]");
  const said = form.querySelector("[data-draft-said]");
  const other = form.querySelector("[data-draft-other]");
  const saved = form.querySelector("[data-draft-saved]");
  let spoken = "";
  const say = (words) => { if (words !== spoken) { spoken = words; said.textContent = words; } };
  return {
    kept(at) {
      state.textContent = `Saved as a draft ${at}`;
      state.parentElement.classList.remove("draft-state--lost");
      say(other.hidden ? "Saved as a draft" : "Saved as a draft. It is being written in another window too");
    },
    lost(words) {
      state.textContent = words;
      state.parentElement.classList.add("draft-state--lost");
      say(words);
    },
    other() { other.hidden = false; },
    saved() { saved.hidden = false; },
    hasOther: () => !other.hidden,
  };
}
