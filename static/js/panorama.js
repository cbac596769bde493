"use strict";
// On a phone only the present node and its neighbours keep their details open; one button opens
// the rest. Without this script all of them are open.

function foldPanorama(panorama) {
  const button = panorama.querySelector("[data-panorama-fold]");
  const nodes = [...panorama.querySelectorAll(".lane-body > .nodes > .node")];
  const at = nodes.findIndex((node) => node.hasAttribute("aria-current"));
  if (!button || at < 0) return;
  nodes.slice(Math.max(at - 1, 0), at + 2).forEach((node) => node.classList.add("is-near"));
  const show = (folded) => {
    panorama.classList.toggle("is-folded", folded);
    button.textContent = folded ? button.dataset.more : button.dataset.less;
    button.setAttribute("aria-expanded", String(!folded));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(!panorama.classList.contains("is-folded")));
  show(true);
}

function foldAll(root) {
  root.querySelectorAll("[data-panorama]:not([data-ready])").forEach((panorama) => {
    panorama.dataset.ready = "yes";
    foldPanorama(panorama);
  });
}

document.addEventListener("DOMContentLoaded", () => foldAll(document));
document.addEventListener("htmx:load", (event) => foldAll(event.target.parentNode || document));
