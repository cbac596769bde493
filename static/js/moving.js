"use strict";
// A recording: it starts at the moment of the address, marks move it, and a link to the present
// moment can be copied. Without this script the browser's own player does the same but for that.

document.querySelectorAll("[data-moving]").forEach((place) => {
  const words = place.dataset;
  const player = place.querySelector("video, audio");
  const said = place.querySelector("[data-said]");
  const copy = place.querySelector("[data-copy]");
  const now = place.querySelector("[data-now]");
  const start = Number(words.start) || 0;
  const tell = (text) => { said.textContent = text; };

  // 1:23, or 1:02:03 from an hour on, as the pages write it.
  const clock = (time) => {
    const whole = Math.floor(time);
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  };

  const go = (time) => {
    const longest = Number.isFinite(player.duration) ? player.duration : time;
    player.currentTime = Math.max(0, Math.min(time, longest));
    tell(`${words.moved} ${clock(player.currentTime)}`);
  };

  if (start) {
    const begin = () => { if (Math.abs(player.currentTime - start) > 0.5) go(start); };
    if (player.readyState >= 1) begin();
    else player.addEventListener("loadedmetadata", begin, { once: true });
  }
  const fails = () => tell(words.cannot);
  player.addEventListener("error", fails);
  if (player.error) fails();

  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-at]");
    const other = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
    if (!link || other || player.error) return;
    event.preventDefault();
    go(Number(link.dataset.at));
    player.focus({ preventScroll: false });
  });

  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const address = `${words.where}?t=${Math.floor(player.currentTime * 10) / 10}`;
    try {
      await navigator.clipboard.writeText(address);
      tell(`${words.copied} ${address}`);
    } catch {
      tell(`${words.link} ${address}`);
    }
  });

  if (now) {
    now.hidden = false;
    now.addEventListener("click", () => {
      const field = now.form.querySelector("[name=moment]");
      field.value = clock(player.currentTime);
      now.form.querySelector("[name=said]").focus();
    });
  }
});
