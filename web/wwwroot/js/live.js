// News from the server while the page is looked at. A hidden page hangs up: browsers allow six connections to a site.
import { boards } from "./board.js";

function listen(address, name, hear, state = () => {}) {
  let source;
  const start = () => {
    if (source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("open", () => state(true));
    source.addEventListener("error", () => state(false));
    source.addEventListener("ended", () => state(false));
    source.addEventListener(name, (event) => { state(true); hear(event.data); });
  };
  const stop = () => { source?.close(); source = undefined; state(false); };
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", start);
  start();
}

export function watchUnread() {
  const count = document.querySelector("[data-bell-count]");
  const said = document.querySelector("[data-bell-said]");
  if (!count) return;
  let before;
  listen("/live/unread", "unread", (data) => {
    const unread = Number(data);
    count.hidden = unread === 0;
    count.textContent = unread > 99 ? "99+" : String(unread);
    if (before !== undefined && unread > before) said.textContent = unread === 1 ? "1 new notice" : `${unread} new notices`;
    before = unread;
    count.dataset.heard = "";
  });
}

export function watchBoard() {
  const board = document.querySelector("[data-live]");
  if (!board) return;
  const state = (on) => {
    const mark = document.querySelector("[data-live-state]");
    if (mark) { mark.hidden = !on; mark.classList.toggle("live--on", on); }
  };
  let loading = false;
  let again = false;
  const load = async () => {
    if (loading) { again = true; return undefined; }
    loading = true;
    let fresh = false;
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "live" }, redirect: "error" });
      fresh = answer.ok;
      if (fresh) replaceParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch { /* the next change tries again; until then the page does not claim to be live */ }
    loading = false;
    if (again) { again = false; return load(); }
    return fresh;
  };
  // Also at the first word: what changed between this page and the word would be missing otherwise.
  listen(board.dataset.live, "board", () => load().then((fresh) => { board.dataset.heard = ""; if (fresh !== undefined) state(fresh); }), state);
}

function replaceParts(fresh) {
  const focused = document.activeElement?.getAttribute?.("href");
  const frame = document.querySelector("[data-grid]");
  const place = frame && [frame.scrollLeft, frame.scrollTop];
  for (const part of document.querySelectorAll("[data-live-part]")) {
    const other = fresh.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (other) part.replaceChildren(...other.childNodes);
  }
  boards(place);
  if (focused) document.querySelector(`[data-grid] a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}
