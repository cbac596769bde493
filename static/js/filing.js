"use strict";
// What is typed is kept by itself: soon after it was typed, and when the page is left.

const form = document.querySelector("form[data-keeps-itself]");
if (form) {
  const state = form.querySelector("[data-state]");
  const AFTER = 3000;
  let timer = 0;
  let stopped = false;
  let kept = typed();

  function typed() {
    const data = new FormData(form);
    ["version", "window", "turn", "csrfmiddlewaretoken"].forEach((name) => data.delete(name));
    return JSON.stringify([...data.entries()].filter(([, value]) => typeof value === "string"));
  }

  // Each save of this window has its turn, so that one which arrives late changes nothing.
  function turn() {
    form.elements.turn.value = Number(form.elements.turn.value) + 1;
  }

  async function keep(leaving) {
    clearTimeout(timer);
    const now = typed();
    if (stopped || now === kept || form.dataset.sent) return;
    turn();
    const data = new FormData(form);
    const sent = data.get("text");
    data.set("autosave", "1");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: data, keepalive: leaving, redirect: "error",
      });
      const said = await answer.json();
      if (answer.ok) {
        // What another wrote elsewhere in the text comes in, unless typing has gone on meanwhile:
        // then the next save brings both together.
        if (said.text === undefined) {
          // Answers may come in another order than they were asked for.
          form.elements.version.value = Math.max(Number(form.elements.version.value), said.version);
          kept = now;
        } else if (form.elements.text.value.replaceAll("\r\n", "\n") === sent.replaceAll("\r\n", "\n")) {
          const caret = form.elements.text.selectionStart;
          form.elements.text.value = said.text;
          form.elements.text.setSelectionRange(caret, caret);
          form.elements.version.value = said.version;
          kept = typed();
        }
        state.textContent = said.said || form.dataset.kept;
        state.classList.remove("is-wrong");
      } else {
        stopped = !said.goes_on;
        if (said.kept) kept = now;
        state.textContent = said.problem;
        state.classList.add("is-wrong");
      }
    } catch {
      state.textContent = form.dataset.lost;
      timer = setTimeout(() => keep(false), AFTER);
    }
  }

  form.addEventListener("submit", turn);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(false), AFTER);
  });
  form.addEventListener("focusout", () => keep(false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep(true);
  });
  window.addEventListener("pagehide", () => keep(true));
}
