"use strict";
// What is done with words on the pages: found, quoted, annotated, linked to.

(() => {
  const reader = window.reader;
  if (!reader) return;
  const { root, say } = reader;
  const words = (name) => root.dataset[name];
  const patience = 500; // milliseconds in which a page that takes quotes answers
  let chosen = null, told;

  // -- the selection -------------------------------------------------------------------------------

  // The selected part of each line, from and to which letter.
  function parts(range, sheet) {
    return [...sheet.querySelectorAll("text")].flatMap((line) => {
      const node = line.firstChild;
      if (!node || !range.intersectsNode(node)) return [];
      const from = range.startContainer === node ? range.startOffset : 0;
      const to = range.endContainer === node ? range.endOffset : node.length;
      return to > from ? [{ line, from, to }] : [];
    });
  }

  // Lines of words that are written with spaces are joined by one.
  function text(range, sheet) {
    if (sheet.matches("pre")) return range.toString().trim();
    let found = "";
    for (const { line, from, to } of parts(range, sheet)) {
      const part = line.firstChild.data.slice(from, to).trim();
      found += (/[\w,.;:)]$/.test(found) && /^[\w(]/.test(part) ? " " : "") + part;
    }
    return found.trim();
  }

  // The box around the selection, seen from a matrix. A browser's own boxes of a selection know
  // nothing of letters that were drawn to fit their line; their places do.
  function box(range, sheet, way) {
    const points = parts(range, sheet).flatMap(({ line, from, to }) => {
      const of = line.getBBox(), seen = way.multiply(line.getScreenCTM());
      const xs = [line.getStartPositionOfChar(from).x, line.getEndPositionOfChar(to - 1).x];
      return xs.flatMap((x) => [of.y, of.y + of.height].map((y) => new DOMPoint(x, y).matrixTransform(seen)));
    });
    const xs = points.map((one) => one.x), ys = points.map((one) => one.y);
    const left = Math.min(...xs), top = Math.min(...ys);
    return points.length ? [left, top, Math.max(...xs) - left, Math.max(...ys) - top] : null;
  }

  // In points of the page, however it is turned on the screen.
  function area(range, sheet) {
    const way = sheet.matches("pre") ? null : (sheet.querySelector("g.turned") ?? sheet).getScreenCTM();
    const found = way && box(range, sheet, DOMMatrix.fromMatrix(way.inverse()));
    return found && [Math.max(found[0], 0), Math.max(found[1], 0), found[2], found[3]];
  }

  // On the screen, for the bar beneath it.
  function onScreen(range, sheet) {
    const found = sheet.matches("pre") ? null : box(range, sheet, new DOMMatrix());
    return found ? new DOMRect(...found) : range.getBoundingClientRect();
  }

  function selected() {
    const held = document.getSelection();
    if (!held.rangeCount || held.isCollapsed || !reader.leaves) return null;
    const range = held.getRangeAt(0);
    const leaf = (range.startContainer.parentElement ?? range.startContainer).closest?.("[data-leaf]");
    const sheet = leaf && reader.leaves.contains(leaf) && reader.sheetOf(leaf);
    const said = sheet && text(range, sheet);
    if (!said) return null;
    const page = Number(leaf.dataset.leaf);
    return { text: said, page, area: area(range, sheet), box: onScreen(range, sheet), document: reader.paper.dataset.document };
  }

  document.addEventListener("selectionchange", () => {
    const now = selected();
    const elsewhere = document.activeElement?.closest("[data-selection], [data-annotate], .reader-bar, iframe");
    if (now) chosen = now;
    else if (!elsewhere) chosen = null;
    place(now);
  });

  function place(now) {
    const bar = reader.paper?.querySelector("[data-selection]");
    if (!bar) return;
    bar.hidden = !chosen;
    if (!now) return;
    const frame = reader.paper.getBoundingClientRect();
    const left = Math.min(Math.max(now.box.left - frame.left, 4), frame.width - bar.offsetWidth - 4);
    const below = now.box.bottom - frame.top + 8;
    const lowest = frame.height - bar.offsetHeight - 8;
    bar.style.setProperty("left", `${Math.max(left, 4)}px`);
    bar.style.setProperty("top", `${Math.max(Math.min(below, lowest), 44)}px`);
  }

  window.addEventListener("resize", () => chosen && place(selected()));

  // Who has no mouse begins with a line, and goes on with the arrow keys.
  function chooseLine(step = 0) {
    const lines = [...(reader.svgOf(reader.leaves.children[reader.page - 1])?.querySelectorAll("text") ?? [])];
    const filled = lines.filter((one) => one.firstChild?.data.trim());
    const held = document.getSelection().anchorNode?.parentElement;
    const at = Math.min(Math.max(filled.indexOf(held) + step, 0), filled.length - 1);
    if (!filled.length) return false;
    document.getSelection().setBaseAndExtent(filled[at].firstChild, 0, filled[at].firstChild, filled[at].firstChild.length);
    filled[at].scrollIntoView({ block: "nearest" });
    return true;
  }

  root.addEventListener("keydown", (event) => {
    if (event.target !== reader.leaves || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!chosen || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    chooseLine(event.key === "ArrowDown" ? 1 : -1);
  });

  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !chosen) return;
    document.getSelection().removeAllRanges();
    chosen = null;
    place(null);
    reader.leaves.focus({ preventScroll: true });
  });

  // -- quoting -------------------------------------------------------------------------------------

  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`quotes:${root.dataset.case}`) : null;
  let waiting = null, sent = "";
  channel?.addEventListener("message", ({ data }) => {
    if (data?.refused && data.refused === sent) return say(data.why);
    if (!waiting || data?.taken !== waiting.id) return;
    clearTimeout(waiting.timer);
    waiting = null;
    say(words("sayQuoted").replace("{}", data.where ?? ""));
  });

  function quote() {
    if (!chosen) {
      reader.leaves.focus({ preventScroll: true });
      return say(chooseLine() ? words("sayLine") : words("sayNothing"));
    }
    const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const { text: said, page } = chosen;
    sent = id;
    waiting = { id, timer: setTimeout(() => { waiting = null; say(words("sayNobody")); }, patience) };
    channel?.postMessage({
      id, document: Number(chosen.document), page, code: reader.code(page),
      title: reader.paper.dataset.title, text: said,
    });
  }

  async function link() {
    const address = new URL(reader.permanent(chosen?.page ?? reader.page), location.href);
    try {
      await navigator.clipboard.writeText(address.href);
      say(words("sayCopied"));
    } catch {
      say(words("sayNotCopied"));
      reader.paper.querySelector("[data-permalink]").focus();
    }
  }

  // -- annotations ---------------------------------------------------------------------------------

  const panel = root.querySelector("[data-annotations]");
  const form = () => panel.querySelector("[data-annotate]");
  const shape = "http://www.w3.org/2000/svg";

  function annotate() {
    const fields = form().elements, at = chosen;
    fields.document.value = reader.paper.dataset.document;
    fields.page.value = at?.page ?? reader.page;
    fields.quoted.value = (at?.text ?? "").slice(0, 1000);
    ["left", "top", "width", "height"].forEach((name, n) => {
      fields[name].value = at?.area ? at.area[n].toFixed(1) : "";
    });
    told ??= form().querySelector("[data-about]").textContent;
    form().querySelector("[data-about]").textContent = at
      ? `“${at.text.slice(0, 80)}” · ${reader.code(at.page) || words("sayPage").replace("{}", at.page)}`
      : `${reader.paper.dataset.title} · ${words("sayPage").replace("{}", reader.page)}`;
    unfold("annotations");
    form().closest("details").open = true;
    fields.text.focus();
  }

  function unfold(part) {
    root.querySelector(`[data-part=${part}]`).open = true;
    root.dataset.shown = "file";
    root.dispatchEvent(new CustomEvent("reader:shown"));
  }

  // Every form of the panel answers with the panel as it is then.
  async function send(address, data) {
    data.set("part", "1");
    let answer;
    try {
      answer = await fetch(address, { method: "POST", body: data, credentials: "same-origin" });
    } catch {
      return say(words("sayFailed"));
    }
    if (answer.redirected || ![200, 422].includes(answer.status)) return say(words("sayFailed"));
    panel.innerHTML = await answer.text();
    told = undefined;
    draw();
    panel.querySelector("[data-errors]")?.focus();
    const done = panel.querySelector("[data-told]")?.textContent;
    if (done) say(done);
    return answer.ok;
  }

  panel.addEventListener("submit", async (event) => {
    event.preventDefault();
    const one = event.target, data = new FormData(one);
    if (one.matches("[data-remove]")) data.set("delete", "yes");
    if (await send(one.action, data)) {
      document.getSelection().removeAllRanges();
      if (root.dataset.wide) reader.leaves?.focus({ preventScroll: true });
    }
  });

  function bookmark() {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form().elements.csrfmiddlewaretoken.value);
    data.set("bookmark", "1");
    data.set("document", reader.paper.dataset.document);
    data.set("page", reader.page);
    send(form().action, data);
  }

  const listed = (page) => [...panel.querySelectorAll("[data-annotation]")].filter((one) =>
    one.dataset.document === reader.paper?.dataset.document && (!page || one.dataset.page === String(page)));

  function draw() {
    if (!reader.leaves) return;
    for (const leaf of reader.leaves.querySelectorAll("[data-drawn]")) marks(leaf);
    pressed();
  }

  // What was remarked is framed on the page, and named above it.
  function marks(leaf) {
    for (const old of leaf.querySelectorAll("rect.remark, .leaf-notes")) old.remove();
    const here = listed(leaf.dataset.leaf), sheet = reader.svgOf(leaf);
    for (const one of here) {
      const sides = one.dataset.area.split(" ").filter(Boolean);
      const under = sheet?.querySelector("text");
      if (sides.length !== 4 || !under) continue;
      const mark = document.createElementNS(shape, "rect");
      ["x", "y", "width", "height"].forEach((name, n) => mark.setAttribute(name, sides[n]));
      mark.setAttribute("class", `remark remark-${one.dataset.kind}`);
      under.before(mark);
    }
    if (!here.length) return;
    const note = document.createElement("p");
    note.className = "leaf-notes";
    note.textContent = here.map((one) => one.querySelector("strong").textContent).join(", ");
    leaf.prepend(note);
  }

  function pressed() {
    const mine = listed(reader.page).some((one) => one.dataset.kind === "bookmark" && "own" in one.dataset);
    reader.paper.querySelector("[data-do=bookmark]").setAttribute("aria-pressed", mine);
  }

  root.addEventListener("reader:leaf", (event) => marks(event.detail));
  root.addEventListener("reader:page", pressed);
  root.addEventListener("reader:paper", () => { chosen = null; place(null); });

  // -- finding -------------------------------------------------------------------------------------

  const find = root.querySelector("[data-find]"), hits = root.querySelector("[data-hits]");
  let hit = -1;
  const links = () => [...hits.querySelectorAll("a")];

  find.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(find);
    data.set("part", "1");
    hits.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(find.action, { method: "POST", body: data, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error("no answer");
      hits.innerHTML = await answer.text();
    } catch {
      return say(words("sayFailed"));
    } finally {
      hits.removeAttribute("aria-busy");
    }
    hit = -1;
    reader.look(find.elements.words.value);
    say(hits.querySelector("[data-count]").textContent);
    if (links().length && root.dataset.wide) step(1);
  });

  find.elements.words.addEventListener("input", () => { if (!find.elements.words.value) reader.look(""); });

  async function step(by) {
    const all = links();
    if (!all.length) return say(words("sayHits").replace("{}", 0));
    hit = (hit + by + all.length) % all.length;
    for (const one of all) one.removeAttribute("aria-current");
    const link_ = all[hit];
    link_.setAttribute("aria-current", "true");
    link_.scrollIntoView({ block: "nearest" });
    if (!root.dataset.wide) root.dataset.shown = "page";
    root.dispatchEvent(new CustomEvent("reader:shown"));
    await reader.open(link_, Number(link_.dataset.page));
    await reader.showHit(Number(link_.dataset.page), Number(link_.dataset.nth));
  }

  hits.addEventListener("click", (event) => {
    const at = links().indexOf(event.target.closest("a"));
    if (at >= 0) hit = at;
  });

  root.addEventListener("reader:find", () => {
    unfold("find");
    find.elements.words.focus();
    find.elements.words.select();
  });

  // -- the buttons ---------------------------------------------------------------------------------

  const does = { quote, annotate, bookmark, link };
  // A press must not take the selection away that it is about.
  root.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-do]")) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do], [data-hit]");
    if (!button) return;
    if (button.dataset.do) does[button.dataset.do]();
    else step(Number(button.dataset.hit));
  });

  if (form()?.matches("[data-wrong]")) unfold("annotations");
})();
