"use strict";
// The three panes: which are open, how wide, what stands in the work pane; as they were left.

(() => {
  const reader = window.reader;
  if (!reader) return;
  const { root, kept, keep } = reader;
  const panes = root.querySelector(".reader-panes");
  const splitter = root.querySelector("[data-splitter]");
  const frame = root.querySelector("[data-frame]");
  const choice = root.querySelector("[data-beside]");
  const own = root.querySelector("[data-own-window]");
  const wide = matchMedia("(min-width: 64rem)");
  const least = 30, greatest = 75, stride = 2; // percent

  for (const part of root.querySelectorAll("[data-scripted]")) part.hidden = false;
  document.body.classList.add("is-live");
  root.classList.add("is-live");

  // -- the splitter --------------------------------------------------------------------------------

  function split(percent) {
    const left = Math.round(Math.min(Math.max(percent, least), greatest));
    panes.style.setProperty("--left", `${left}fr`);
    panes.style.setProperty("--right", `${100 - left}fr`);
    splitter?.setAttribute("aria-valuenow", left);
    keep({ left });
  }

  splitter?.addEventListener("keydown", (event) => {
    const now = Number(splitter.getAttribute("aria-valuenow"));
    const to = { ArrowLeft: now - stride, ArrowRight: now + stride, Home: least, End: greatest }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    split(to);
  });

  splitter?.addEventListener("pointerdown", (event) => {
    splitter.setPointerCapture(event.pointerId);
    panes.classList.add("is-moving");
    event.preventDefault();
    splitter.focus();
  });
  splitter?.addEventListener("pointermove", (event) => {
    if (!splitter.hasPointerCapture(event.pointerId)) return;
    const from = root.querySelector("[data-view]").getBoundingClientRect().left;
    const to = frame.getBoundingClientRect().right;
    split(100 * (event.clientX - from) / (to - from));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    splitter?.addEventListener(end, () => panes.classList.remove("is-moving"));
  }

  // -- the work pane -------------------------------------------------------------------------------

  const option = () => choice?.selectedOptions[0];

  function address() {
    const { paneUrl } = option().dataset;
    // A second paper begins where one is, so that its own choice is near.
    return choice.value === "second" && reader.paper ? `${reader.at(reader.page).split("?")[0]}?pane=1` : paneUrl;
  }

  function show() {
    const code = choice?.value ?? "";
    root.classList.toggle("has-work", Boolean(code));
    if (splitter) splitter.hidden = !code;
    if (own) own.hidden = !code;
    if (!code) return frame?.replaceChildren();
    own.href = option().dataset.url;
    if (!wide.matches && root.dataset.shown !== "work") return; // until somebody goes there
    if (document.readyState !== "complete") return; // the page that is read comes first
    if (frame.firstChild?.dataset?.code === code) return;
    const made = document.createElement("iframe");
    made.title = option().textContent;
    made.dataset.code = code;
    made.src = address();
    frame.replaceChildren(made);
  }

  choice?.addEventListener("change", () => {
    keep({ work: choice.value });
    show();
    if (!wide.matches && choice.value) go("work");
  });

  own?.addEventListener("click", () => {
    // The pages get the room that the work no longer needs here.
    setTimeout(() => { choice.value = ""; keep({ work: "" }); show(); });
  });

  // -- below 1024 px the panes are tabs ------------------------------------------------------------

  const tabs = root.querySelector("[data-tabs]");

  function go(pane) {
    root.dataset.shown = pane;
    shown();
  }

  function shown() {
    for (const tab of tabs.children) tab.setAttribute("aria-pressed", tab.dataset.show === root.dataset.shown);
    if (root.dataset.shown === "work") show();
    if (root.dataset.shown === "page") requestAnimationFrame(reader.settle);
  }

  tabs.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-show]");
    if (tab) go(tab.dataset.show);
  });
  root.addEventListener("reader:shown", shown);

  function fits() {
    if (wide.matches) root.dataset.wide = "yes"; else delete root.dataset.wide;
    show();
  }
  wide.addEventListener("change", fits);

  // -- the papers, and small pictures of the pages -------------------------------------------------

  const toggle = root.querySelector("[data-toggle-file]");
  function file(open) {
    root.classList.toggle("no-file", !open);
    toggle?.setAttribute("aria-expanded", open);
    keep({ file: open });
  }
  toggle?.addEventListener("click", () => file(root.classList.contains("no-file")));
  root.addEventListener("reader:shown", () => { if (root.dataset.shown === "file") file(true); });

  const thumbs = root.querySelector("[data-thumbs]");

  function thumb(page) {
    const item = document.createElement("li"), link = document.createElement("a");
    const image = document.createElement("img"), number = document.createElement("span");
    Object.assign(image, { loading: "lazy", decoding: "async", width: 96, height: 136, alt: "" });
    image.src = reader.picture(page);
    image.addEventListener("error", () => image.classList.add("is-blank"));
    number.textContent = root.dataset.sayPage.replace("{}", page);
    Object.assign(link.dataset, { open: reader.paper.dataset.document, page });
    link.href = reader.at(page);
    link.append(image, number);
    item.append(link);
    return item;
  }

  function fill() {
    thumbs.replaceChildren();
    if (!root.querySelector("[data-part=pages]").open || !reader.paper) return;
    const made = document.createDocumentFragment();
    for (let page = 1; page <= reader.count; page += 1) made.append(thumb(page));
    thumbs.append(made);
    follow();
  }

  function follow() {
    thumbs.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const now = thumbs.children[reader.page - 1]?.firstChild;
    now?.setAttribute("aria-current", "true");
    const frame = thumbs.parentElement;
    if (now && frame.open) frame.scrollTop = now.offsetTop - frame.clientHeight / 2;
  }

  root.addEventListener("reader:paper", fill);
  root.addEventListener("reader:page", follow);
  for (const part of root.querySelectorAll("[data-part]")) {
    part.addEventListener("toggle", () => {
      if (part.open) keep({ part: part.dataset.part });
      if (part.dataset.part === "pages") fill();
    });
  }

  // -- as it was left ------------------------------------------------------------------------------

  const before = { ...kept };
  if (before.part && !root.querySelector("[data-hits] a, [data-wrong]")) {
    const part = root.querySelector(`[data-part="${CSS.escape(before.part)}"]`);
    if (part) part.open = true;
  }
  split(before.left ?? 55);
  file(before.file ?? true);
  const first = choice?.options[1]?.value ?? "";
  if (choice) {
    choice.value = before.work ?? (first === "second" ? "" : first);
    if (choice.selectedIndex < 0) choice.value = "";
  }
  reader.begin();
  fits();
  shown();

  // Pages that nobody has counted yet are counted while one reads; then they have their codes.
  const tree = root.querySelector("[data-tree]");

  async function number(rounds) {
    if (!rounds || !tree.querySelector("[data-open]:not([data-first])")) return;
    try {
      const open = reader.paper?.dataset.document ?? "";
      const answer = await fetch(`${tree.dataset.tree}?part=1&open=${open}`, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      if (tree.contains(document.activeElement)) return setTimeout(number, 5000, rounds);
      tree.innerHTML = await answer.text();
    } catch {
      return;
    }
    reader.renumber();
    number(rounds - 1);
  }
  addEventListener("load", () => {
    show();
    if (!reader.second) number(20);
  });

  // The file as such opens where it was left; a link to a page opens that page.
  const last = /\/reader$/.test(root.dataset.asked) && before.last;
  const link = last && root.querySelector(`.tree [data-open="${Number(last[0])}"]`);
  if (link) reader.open(link, Number(last[1]) || 1);
})();
