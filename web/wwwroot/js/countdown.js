// Time left of a hold. Screen readers hear the end, not every second.
export function countdowns() {
  for (const box of document.querySelectorAll("[data-countdown]")) {
    const end = performance.now() + Number(box.dataset.countdown) * 1000;
    const shown = box.querySelector("[data-countdown-left]");
    const tick = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      if (left === 0) {
        box.setAttribute("role", "status");
        box.textContent = box.dataset.countdownOver;
        return;
      }
      shown.textContent = ` · ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
      setTimeout(tick, 500);
    };
    tick();
  }
}
