// The time grid: starts where the day is, moves the line of now, and books where one points.
const clock = (zone) => {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(new Date());
  const of = (type) => Number(parts.find((p) => p.type === type).value);
  return of("hour") * 60 + of("minute");
};

function moveNow() {
  for (const line of document.querySelectorAll("[data-now]")) {
    const row = clock(line.dataset.now) / 5;
    const grid = getComputedStyle(line);
    line.hidden = row < Number(grid.getPropertyValue("--first")) || row > Number(grid.getPropertyValue("--last"));
    line.style.setProperty("--from", String(row));
  }
}

setInterval(moveNow, 30000);

export function boards(place) {
  const frame = document.querySelector("[data-grid]");
  if (!frame) return;
  moveNow();
  if (place) frame.scrollTo(place[0], place[1]);
  else {
    const now = frame.querySelector("[data-now]");
    if (now) frame.scrollTo(0, now.offsetTop - frame.clientHeight / 3);
  }
  for (const body of frame.querySelectorAll(".grid__body[data-add]")) pointToBook(body);
}

function pointToBook(body) {
  if (!body.dataset.add) return;
  const grid = body.closest(".grid");
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.hidden = true;
  const row = () => parseFloat(getComputedStyle(grid).getPropertyValue("--row"));
  const first = () => Number(getComputedStyle(grid).getPropertyValue("--first"));
  const at = (event) => Math.floor((event.clientY - body.getBoundingClientRect().top) / row() / 3) * 3;
  const time = (rows) => `${String(Math.floor((first() + rows) / 12)).padStart(2, "0")}:${String(((first() + rows) % 12) * 5).padStart(2, "0")}`;
  const over = (event) => event.target.classList.contains("grid__working");
  body.append(ghost);
  body.addEventListener("mousemove", (event) => {
    ghost.hidden = !over(event);
    if (ghost.hidden) return;
    ghost.style.top = `${at(event) * row()}px`;
    ghost.textContent = `Book ${time(at(event))}`;
  });
  body.addEventListener("mouseleave", () => { ghost.hidden = true; });
  body.addEventListener("click", (event) => { if (over(event)) location.assign(body.dataset.add); });
}
