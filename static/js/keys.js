"use strict";
// Keys for the court's people. Whatever they do can be reached with Tab and Enter as well.

(() => {
  const wait = 120; // milliseconds after the last letter before the palette asks
  const pair = 1000; // milliseconds within which G and its second key belong together
  let told, palette, help, row = -1, lastG = 0;

  // While an input method composes, every key is its own; some browsers only say so with 229.
  const composes = (event) => event.isComposing || event.keyCode === 229;
  const writes = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button]), textarea, select, [contenteditable]:not([contenteditable=false])");

  document.addEventListener("DOMContentLoaded", () => {
    told = document.getElementById("keys");
    if (!told) return;
    palette = document.getElementById("palette");
    help = document.getElementById("key-help");
    document.addEventListener("keydown", pressed);
    wirePalette();
    beginForm();
  });

  function pressed(event) {
    if (composes(event) || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (!palette.open) openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (told.dataset.single !== "on" || writes(event.target) || document.querySelector("dialog[open]")) return;
    if (single(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
  }

  function single(key) {
    if (Date.now() - lastG < pair && "wch".includes(key)) {
      lastG = 0;
      location.assign(told.dataset[key]);
      return true;
    }
    lastG = key === "g" ? Date.now() : 0;
    switch (key) {
      case "j": return move(1);
      case "k": return move(-1);
      case "x": return choose();
      case "b": return together();
      case "e": return follow(current()?.querySelector(".row-do")?.href);
      case "s": return follow(current()?.dataset.suspend);
      case "/": return focus(document.getElementById("find"));
      case "?": help.showModal(); return true;
      default: return false;
    }
  }

  // -- rows: the focus itself moves, so that a screen reader and the ring go along ----------------

  const rows = () => [...document.querySelectorAll("table.worklist tbody tr")];

  function current() {
    const all = rows();
    const held = all.indexOf(document.activeElement?.closest("tr"));
    if (held >= 0) row = held;
    return all[Math.max(row, 0)];
  }

  function move(step) {
    const all = rows();
    if (!all.length) return false;
    current();
    row = Math.min(Math.max(row + step, 0), all.length - 1);
    return focus(all[row].querySelector("th a"));
  }

  function choose() {
    const box = current()?.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.click();
    return focus(box.closest("tr").querySelector("th a"));
  }

  function together() {
    const form = document.querySelector("form[data-batch]");
    if (!form?.querySelector("input[name=case]:checked")) return false;
    form.requestSubmit(form.querySelector("button"));
    return true;
  }

  function follow(address) {
    if (!address) return false;
    location.assign(address);
    return true;
  }

  function focus(element) {
    if (!element) return false;
    element.focus();
    element.scrollIntoView({ block: "nearest" });
    return true;
  }

  // Whoever comes to a form by a key goes on by keys: to what has to be filled in, or the button.
  function beginForm() {
    if (location.hash !== "#do" || document.querySelector("[data-errors]")) return;
    const form = document.querySelector("form.confirm");
    const empty = form && [...form.querySelectorAll("[required]")].find((field) => !field.value || field.type === "radio");
    focus(empty || form?.querySelector("button.button"));
  }

  // -- the palette --------------------------------------------------------------------------------

  function openPalette() {
    if (help.open) help.close();
    palette.showModal();
    const words = palette.querySelector("[name=q]");
    words.select();
    words.focus();
    ask();
  }

  let asked = 0, timer;

  async function ask() {
    const mine = ++asked;
    const form = palette.querySelector("form");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    } catch {
      return false; // offline: what was found stays
    }
    if (mine !== asked || !answer.ok) return false;
    palette.querySelector(".palette-found").innerHTML = await answer.text();
    return true;
  }

  function wirePalette() {
    const form = palette.querySelector("form");
    const words = form.querySelector("[name=q]");
    const links = () => [...palette.querySelectorAll(".palette-found a")];
    words.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, wait);
    });
    words.addEventListener("compositionend", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(timer);
      if (await ask()) links()[0]?.click();
    });
    palette.addEventListener("keydown", (event) => {
      if (composes(event) || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      event.preventDefault();
      const stops = [words, ...links()];
      const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
    });
    palette.addEventListener("click", (event) => {
      if (event.target.closest("a")) palette.close();
    });
  }
})();
