"use strict";
// Small courtesies; every page works without them.

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[data-errors]")?.focus();
  // On a phone the tabs are one line that moves: bring the one that is open into it.
  const tab = document.querySelector(".tabs [aria-current]");
  const line = tab?.closest("ul");
  if (line && line.scrollWidth > line.clientWidth) line.scrollLeft = tab.offsetLeft - line.offsetLeft - 16;
});

function closeMenus(except) {
  document.querySelectorAll("[data-menu][open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));

document.addEventListener("keydown", (event) => {
  // Escape while an input method composes belongs to the input method.
  if (event.key !== "Escape" || event.isComposing) return;
  const menu = document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A group of radio buttons has no focus of its own: go to its first button.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-errors] a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  const control = target?.matches("input, select, textarea") ? target : target?.querySelector("input, select, textarea");
  if (!control) return;
  event.preventDefault();
  control.focus();
  control.scrollIntoView({ block: "center" });
});

// An act is sent once, however often an impatient finger presses. The button is not disabled:
// its name and value must travel with the form.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  // A download leaves the page standing, so the form must work again after a while.
  setTimeout(() => delete form.dataset.sent, 5000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// What comes in when a field is left, a fee or a hint, can push a button away while it is pressed:
// the browser then sees no click. Whoever held still has pressed it all the same.
let held = null;
document.addEventListener("pointerdown", (event) => {
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
  const button = plain && event.target.closest("button, a.button");
  held = button && { button, x: event.clientX, y: event.clientY, scrolled: scrollY };
});
document.addEventListener("pointerup", (event) => {
  if (!held) return;
  const { button, x, y, scrolled } = held;
  held = null;
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const slid = button.isConnected && (x < left || x > right || y < top || y > bottom);
  const still = scrollY === scrolled && Math.hypot(event.clientX - x, event.clientY - y) < 8;
  if (slid && still && !button.contains(event.target)) button.click();
});

// A page that is made to be kept on paper says so with a button.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
});

// Paper cannot be unfolded.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not([open], [data-menu])").forEach((part) => {
    part.open = true;
    part.dataset.printed = "yes";
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-printed]").forEach((part) => {
    part.open = false;
    delete part.dataset.printed;
  });
});
