"use strict";
// The pages of a paper, drawn as they come near; the way through them. Without this script there is
// one page, with links to its neighbours.

window.reader = (() => {
  const root = document.querySelector("[data-reader]");
  if (!root) return null;
  const second = "second" in root.dataset; // one of two papers side by side, in a frame
  const most = 40; // pages that stay drawn
  const pause = 60; // milliseconds that a page stays near before it is asked for
  const sharp = 1000; // device pixels from which on the larger picture is taken
  const svg = "http://www.w3.org/2000/svg";
  let paper, leaves, count, current, pinned, observer, naming, wanted = "";

  // -- what this browser remembers of this case for this person: numbers of papers and pages -------

  const store = `reader:${root.dataset.keptAs}${second ? ":second" : ""}`;
  const kept = { pages: {}, turned: {}, zoom: "fit" };
  try { Object.assign(kept, JSON.parse(localStorage.getItem(store))); } catch { /* begins anew */ }

  function keep(changes) {
    Object.assign(kept, changes);
    try { localStorage.setItem(store, JSON.stringify(kept)); } catch { /* remembers nothing */ }
  }

  const status = root.querySelector("[data-said]");
  let quiet;

  function say(words) {
    clearTimeout(quiet);
    status.textContent = words;
    quiet = setTimeout(() => { status.textContent = ""; }, 8000);
  }

  const tell = (name, detail) => root.dispatchEvent(new CustomEvent(`reader:${name}`, { detail }));
  const numbered = (address, number) => address.replace(/0(?=\/?[^0-9]*$)/, number);

  // -- a paper -------------------------------------------------------------------------------------

  function begin() {
    paper = root.querySelector("[data-paper]");
    if (!paper) return;
    leaves = paper.querySelector("[data-leaves]");
    count = Number(paper.dataset.count);
    current = Number(paper.dataset.page);
    for (const part of paper.querySelectorAll("[data-scripted]")) part.hidden = false;
    const first = leaves.querySelector("[data-leaf]");
    drawn(first);
    const size = sizeOf(first) ?? [595, 842];
    const before = document.createDocumentFragment(), after = document.createDocumentFragment();
    for (let number = 1; number <= count; number += 1) {
      if (number !== current) (number < current ? before : after).append(blank(number, size));
    }
    leaves.prepend(before);
    leaves.append(after);
    widths.disconnect();
    widths.observe(leaves);
    wireBar();
    zoom(kept.zoom);
    watch();
    goTo(current);
    tell("paper");
  }

  function blank(number, size) {
    const leaf = document.createElement("div");
    leaf.className = "leaf";
    leaf.dataset.leaf = number;
    resize(leaf, size);
    return leaf;
  }

  const leafOf = (number) => leaves.children[number - 1];
  const svgOf = (leaf) => leaf.querySelector("svg.sheet");
  // What holds the words: of an office file there are only these, and no picture.
  const sheetOf = (leaf) => svgOf(leaf) ?? leaf.querySelector(".sheet-text pre");
  const linesOf = (sheet) => sheet.matches("pre") ? [sheet] : [...sheet.querySelectorAll("text")];

  function sizeOf(leaf) {
    const box = svgOf(leaf)?.viewBox.baseVal;
    return box && [box.width, box.height];
  }

  function resize(leaf, size) {
    leaf.style.setProperty("--w", size[0]);
    leaf.style.setProperty("--h", size[1]);
  }

  // -- drawing what comes near ---------------------------------------------------------------------

  function watch() {
    observer?.disconnect();
    observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        target.dataset.near = isIntersecting ? "yes" : "";
        if (isIntersecting) setTimeout(() => target.dataset.near && ensure(target), pause);
      }
    }, { root: leaves, rootMargin: "100% 0px 150% 0px" });
    for (const leaf of leaves.children) observer.observe(leaf);
  }

  function ensure(leaf) {
    leaf.drawing ??= draw(leaf, numbered(paper.dataset.sheet, leaf.dataset.leaf));
    return leaf.drawing;
  }

  async function draw(leaf, address) {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin" });
      if (answer.redirected || answer.status >= 500) throw new Error("no page");
      leaf.innerHTML = fitting(leaf, await answer.text());
    } catch {
      failed(leaf);
      return;
    }
    drawn(leaf);
    tidy();
  }

  function failed(leaf) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button-quiet";
    again.textContent = root.dataset.sayAgain;
    again.addEventListener("click", () => { leaf.drawing = null; ensure(leaf); });
    const words = document.createElement("p");
    words.className = "leaf-problem";
    words.append(`${root.dataset.sayFailed} `, again);
    leaf.replaceChildren(words);
  }

  function drawn(leaf) {
    leaf.drawing ??= Promise.resolve();
    leaf.dataset.drawn = "yes";
    const size = sizeOf(leaf);
    if (size) {
      resize(leaf, size);
      turn(leaf);
      sharpen(leaf);
    }
    if (wanted) markHits(leaf);
    tell("leaf", leaf);
  }

  // A small screen takes the smaller picture, until the page is made large.
  const isSmall = (leaf) => leaf.clientWidth * devicePixelRatio < sharp;
  const fitting = (leaf, html) => isSmall(leaf) ? html.replace("w=1600", "w=800") : html;

  function sharpen(leaf) {
    const image = svgOf(leaf)?.querySelector("image");
    if (!image || isSmall(leaf)) return;
    const href = image.getAttribute("href"), large = href.replace("w=800", "w=1600");
    if (large !== href) image.setAttribute("href", large);
  }

  // What is far away is let go, so that a file of thousands of pages stays light.
  function tidy() {
    const held = document.getSelection();
    const all = [...leaves.querySelectorAll("[data-drawn]")];
    const far = all.filter((one) => !one.dataset.near && !held.containsNode(one, true)
      && !one.contains(document.activeElement));
    far.sort((a, b) => Math.abs(b.dataset.leaf - current) - Math.abs(a.dataset.leaf - current));
    for (const leaf of far.slice(0, Math.max(0, all.length - most))) {
      leaf.replaceChildren();
      leaf.drawing = null;
      delete leaf.dataset.drawn;
    }
  }

  // -- where one is --------------------------------------------------------------------------------

  function goTo(number) {
    const page = Math.min(Math.max(number, 1), count);
    leaves.scrollTop = leafOf(page).offsetTop - 8;
    pinned = { page, top: leaves.scrollTop };
    arrive(page);
    hold();
    return ensure(leafOf(page));
  }

  // Where on its page the window stands, so that another width of the pane moves nothing away.
  let part = 0, width = 0;
  const hold = () => { part = (leaves.scrollTop - leafOf(current).offsetTop) / leafOf(current).offsetHeight; };
  const widths = new ResizeObserver(() => {
    if (!leaves?.clientWidth || leaves.clientWidth === width) return;
    width = leaves.clientWidth;
    leaves.scrollTop = leafOf(current).offsetTop + part * leafOf(current).offsetHeight;
    pinned = { page: current, top: leaves.scrollTop };
    for (const leaf of leaves.querySelectorAll("[data-drawn]")) sharpen(leaf);
  });

  function scrolled() {
    const top = leaves.scrollTop;
    if (pinned && Math.abs(top - pinned.top) < 4) return;
    const line = top + leaves.clientHeight / 3;
    let low = 0, high = count - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (leaves.children[middle].offsetTop <= line) low = middle; else high = middle - 1;
    }
    arrive(low + 1);
    hold();
  }

  function arrive(page) {
    current = page;
    paper.dataset.page = page;
    paper.querySelector("[data-number]").value = page;
    for (const step of paper.querySelectorAll("[data-step]")) {
      const to = page + Number(step.dataset.step);
      const there = to >= 1 && to <= count;
      if (there) step.href = at(to); else step.removeAttribute("href");
      step.setAttribute("aria-disabled", there ? "false" : "true");
    }
    const link = paper.querySelector("[data-permalink]");
    link.href = permanent(page);
    if (code(page)) link.textContent = code(page);
    for (const field of root.querySelectorAll("[data-find] [name=page]")) field.value = page;
    // Browsers refuse an address that changes with every page of a quick scroll.
    clearTimeout(naming);
    naming = setTimeout(() => {
      if (location.pathname + location.search !== at(current)) history.replaceState(null, "", at(current));
      keep({
        pages: { ...kept.pages, [paper.dataset.document]: current },
        last: [paper.dataset.document, current],
      });
    }, 150);
    tell("page", page);
  }

  // A pane that was away may come back at its top.
  function settle() {
    const leaf = leaves && leafOf(current);
    if (!leaf?.offsetHeight) return;
    const top = leaves.scrollTop, below = top + leaves.clientHeight;
    if (leaf.offsetTop > below || leaf.offsetTop + leaf.offsetHeight < top) goTo(current);
  }

  const at = (page) => numbered(paper.dataset.at, page) + (second ? "?pane=1" : "");
  const code = (page) => paper.dataset.first
    ? `卷${paper.dataset.volume}-p${Number(paper.dataset.first) + page - 1}` : "";

  function permanent(page) {
    const { bound, first } = paper.dataset;
    return bound ? bound.replace(/0$/, Number(first) + page - 1) : numbered(paper.dataset.at, page);
  }

  function renumber() {
    const link = paper && root.querySelector(`.tree [data-open="${Number(paper.dataset.document)}"]`);
    if (!link?.dataset.first || paper.dataset.first) return;
    Object.assign(paper.dataset, { first: link.dataset.first, volume: link.dataset.volume });
    arrive(current);
  }

  // -- size and turning ----------------------------------------------------------------------------

  function zoom(value) {
    const choice = paper.querySelector("[data-zoom]");
    choice.value = value;
    if (!choice.value) choice.value = value = "fit";
    leaves.classList.remove("zoom-fit", "zoom-100", "zoom-150");
    leaves.classList.add(`zoom-${value}`);
    keep({ zoom: value });
    for (const leaf of leaves.querySelectorAll("[data-drawn]")) sharpen(leaf);
  }

  const turnedAs = (leaf) => `${paper.dataset.document}:${leaf.dataset.leaf}`;

  // The page is turned inside its picture, so that words, marks and selections turn with it.
  function turn(leaf) {
    const sheet = svgOf(leaf), degrees = kept.turned[turnedAs(leaf)] ?? 0;
    let inside = sheet.querySelector("g.turned");
    if (!inside) {
      if (!degrees) return;
      inside = document.createElementNS(svg, "g");
      inside.setAttribute("class", "turned");
      inside.append(...sheet.childNodes);
      sheet.append(inside);
      sheet.dataset.size = sizeOf(leaf).join(" ");
    }
    const [w, h] = sheet.dataset.size.split(" ").map(Number);
    const size = degrees % 180 ? [h, w] : [w, h];
    const shift = { 0: [0, 0], 90: [h, 0], 180: [w, h], 270: [0, w] }[degrees];
    inside.setAttribute("transform", `translate(${shift.join(" ")}) rotate(${degrees})`);
    sheet.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    resize(leaf, size);
  }

  function turnOn() {
    const leaf = leafOf(current), name = turnedAs(leaf);
    const degrees = ((kept.turned[name] ?? 0) + 90) % 360;
    const { [name]: _, ...others } = kept.turned;
    keep({ turned: degrees ? { ...others, [name]: degrees } : others });
    if (svgOf(leaf)) turn(leaf);
    goTo(current);
  }

  // -- words on a page -----------------------------------------------------------------------------

  function folded(sheet) {
    const letters = [];
    for (const line of linesOf(sheet)) {
      const node = line.firstChild;
      [...(node?.data ?? "")].reduce((index, char) => {
        if (char.trim()) for (const one of char.normalize("NFKC").toLowerCase()) letters.push([one, line, index]);
        return index + char.length;
      }, 0);
    }
    return letters;
  }

  // Each place where the words stand, as the letters it has in each line.
  function places(sheet) {
    const words = [...wanted.normalize("NFKC").toLowerCase()].filter((one) => one.trim());
    const letters = folded(sheet), found = [];
    for (let i = 0; words.length && i + words.length <= letters.length; i += 1) {
      if (words.every((one, n) => letters[i + n][0] === one)) {
        found.push(letters.slice(i, i + words.length));
        i += words.length - 1;
      }
    }
    return found;
  }

  function markHits(leaf) {
    const sheet = sheetOf(leaf);
    if (!sheet) return;
    if (sheet.matches("pre")) return underline(sheet);
    for (const old of sheet.querySelectorAll("rect.hit")) old.remove();
    if (!wanted) return;
    places(sheet).forEach((letters, nth) => {
      for (const line of new Set(letters.map((one) => one[1]))) {
        const of = letters.filter((one) => one[1] === line).map((one) => one[2]);
        const box = line.getBBox();
        const from = line.getStartPositionOfChar(of[0]).x, to = line.getEndPositionOfChar(of.at(-1)).x;
        const mark = document.createElementNS(svg, "rect");
        const sides = { x: from, y: box.y, width: Math.max(to - from, 1), height: box.height };
        for (const [name, value] of Object.entries(sides)) mark.setAttribute(name, value);
        if (line.hasAttribute("transform")) mark.setAttribute("transform", line.getAttribute("transform"));
        mark.setAttribute("class", "hit");
        mark.dataset.nth = nth;
        line.before(mark);
      }
    });
  }

  function underline(sheet) {
    sheet.textContent = sheet.textContent;
    if (!wanted) return;
    const all = places(sheet), words = sheet.textContent, parts = [];
    let from = 0;
    all.forEach((letters, nth) => {
      const mark = document.createElement("mark");
      mark.className = "hit";
      mark.dataset.nth = nth;
      mark.textContent = words.slice(letters[0][2], letters.at(-1)[2] + 1);
      parts.push(words.slice(from, letters[0][2]), mark);
      from = letters.at(-1)[2] + 1;
    });
    sheet.replaceChildren(...parts, words.slice(from));
  }

  function look(words) {
    wanted = words;
    for (const leaf of leaves?.querySelectorAll("[data-drawn]") ?? []) markHits(leaf);
  }

  // Show one of the hits of a page, and select its words, so that they can be quoted.
  async function showHit(page, nth) {
    await goTo(page);
    const sheet = sheetOf(leafOf(page));
    if (!sheet) return;
    for (const one of sheet.querySelectorAll(".hit")) {
      one.classList.toggle("is-now", one.dataset.nth === String(nth));
    }
    if (sheet.matches("pre")) {
      const mark = sheet.querySelector(".is-now");
      if (mark) document.getSelection().selectAllChildren(mark);
    } else {
      const letters = places(sheet)[nth];
      if (!letters) return;
      const [, from, start] = letters[0], [, to, end] = letters.at(-1);
      document.getSelection().setBaseAndExtent(from.firstChild, start, to.firstChild, end + 1);
    }
    const box = sheet.querySelector(".hit.is-now")?.getBoundingClientRect();
    if (!box) return;
    const frame = leaves.getBoundingClientRect();
    leaves.scrollTop += box.top - frame.top - frame.height / 3;
    pinned = { page, top: leaves.scrollTop };
  }

  // -- another paper -------------------------------------------------------------------------------

  async function open(link, page) {
    const address = new URL(link.href);
    address.pathname = address.pathname.replace(/\d+$/, page);
    if (paper && link.dataset.open === paper.dataset.document) return goTo(page);
    address.search = second ? "?part=1&pane=1" : "?part=1";
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      const made = document.createElement("template");
      made.innerHTML = await answer.text();
      if (answer.redirected || !made.content.querySelector("[data-paper]")) throw new Error("no paper");
      root.querySelector("[data-view]").replaceChildren(made.content);
    } catch {
      location.assign(link.href);
      return;
    }
    begin();
    document.title = document.title.replace(/ · .* · /, ` · ${paper.dataset.title} · `);
    for (const one of root.querySelectorAll(".tree [data-open]")) {
      if (one.dataset.open === paper.dataset.document) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    for (const field of root.querySelectorAll("[data-find] [name=document]")) field.value = paper.dataset.document;
    say(root.dataset.sayOpened.replace("{}", paper.dataset.title));
    await leafOf(current).drawing;
  }

  root.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const page = Number(link.dataset.page ?? kept.pages[link.dataset.open] ?? 1);
    if (!second) root.dataset.shown = "page";
    tell("shown");
    await open(link, page);
    if ("nth" in link.dataset) showHit(page, Number(link.dataset.nth));
    else leaves.focus({ preventScroll: true });
  });

  // -- the bar and the keys ------------------------------------------------------------------------

  function wireBar() {
    const number = paper.querySelector("[data-number]");
    number.readOnly = false;
    number.addEventListener("change", () => goTo(Number(number.value) || current));
    paper.querySelector("[data-zoom]").addEventListener("change", (event) => {
      zoom(event.target.value);
      goTo(current);
    });
    paper.querySelector("[data-turn]").addEventListener("click", turnOn);
    for (const step of paper.querySelectorAll("[data-step]")) {
      step.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        goTo(current + Number(step.dataset.step));
      });
    }
    let asked = false;
    leaves.addEventListener("scroll", () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; scrolled(); });
    }, { passive: true });
    leaves.addEventListener("click", (event) => {
      const again = event.target.closest("[data-sheet-again]");
      if (!again) return;
      event.preventDefault();
      const leaf = again.closest("[data-leaf]");
      leaf.drawing = draw(leaf, again.href);
    });
  }

  const writes = (target) => target.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false])");

  document.addEventListener("keydown", (event) => {
    if (!paper || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const inside = leaves.contains(event.target);
    // Single letters work everywhere only for who has not turned them off; on the pages for all.
    const letters = inside || root.dataset.single === "on";
    const goes = {
      "[": letters && (() => goTo(current - 1)),
      "]": letters && (() => goTo(current + 1)),
      "/": letters && (() => tell("find")),
      Home: (inside || event.target === document.body) && !event.shiftKey && (() => goTo(1)),
      End: (inside || event.target === document.body) && !event.shiftKey && (() => goTo(count)),
    }[event.key];
    if (!goes) return;
    event.preventDefault();
    event.stopPropagation();
    goes();
  }, true);

  return {
    root, second, kept, keep, say, begin, open, goTo, settle, renumber, look, showHit, code, permanent, svgOf, sheetOf,
    get paper() { return paper; },
    get leaves() { return leaves; },
    get page() { return current; },
    get count() { return count; },
    picture: (page) => `${numbered(paper.dataset.picture, page)}?w=160`,
    at: (page) => at(page),
  };
})();
