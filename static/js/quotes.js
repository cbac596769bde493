"use strict";
// Words selected in the reader come into the field of this case that had the focus last, in this
// window or another one. Everything on the channel is of one origin and one case.

(() => {
  const fields = [...document.querySelectorAll("textarea[data-quotes]")];
  if (!fields.length || !window.BroadcastChannel) return;
  const caseId = fields[0].dataset.quotes || /\/cases\/(\d+)/.exec(location.pathname)?.[1];
  const me = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const others = new Map(); // when another window had its field in focus last
  let field = fields[0], mine = Date.now(), used, channel;

  const said = (words, wrong) => {
    const place = document.querySelector("[data-quotes-said]");
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("is-wrong", Boolean(wrong));
  };
  const name = () => (field.labels[0]?.textContent || document.title).trim();
  const tell = (what) => channel?.postMessage({ field: me, ...what });

  function open() {
    channel = new BroadcastChannel(`quotes:${caseId}`);
    channel.onmessage = ({ data }) => {
      if (data?.field && data.field !== me) hear(data);
      else if (data?.id && typeof data.text === "string") take(data);
    };
    tell({ at: mine, asks: true });
  }

  function hear(other) {
    if (other.at) others.set(other.field, other.at);
    else others.delete(other.field);
    if (other.asks) tell({ at: mine });
  }

  // Of several windows the one that was written in last takes the words; the others keep still.
  const isLast = () => [...others].every(([who, at]) => mine > at || (mine === at && me > who));

  fields.forEach((one) => one.addEventListener("focus", () => {
    field = used = one;
    mine = Date.now();
    tell({ at: mine });
  }));
  window.addEventListener("pagehide", () => {
    tell({});
    channel?.close();
    channel = null;
  });
  window.addEventListener("pageshow", (event) => event.persisted && open());

  // As cases/writing/quoting.py writes them.
  const han = "[\\u3000-\\u303f\\u3400-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef]";
  const breaks = new RegExp(`(?<=${han})\\s+|\\s+(?=${han})`, "g");
  const plain = (words) => words.trim().replace(breaks, "").replace(/\s+/g, " ");
  const quotation = (quote) =>
    `“${plain(quote.text).replaceAll("“", "‘").replaceAll("”", "’")}”（《${quote.title}》第${quote.page}页）`;

  // Where nobody has put the caret yet: at the end of the paragraph that the form names.
  function usual(into) {
    const after = Number(into.form?.elements.quote_after?.value);
    if (!after) return into.value.length;
    return into.value.split("\n").slice(0, after).join("\n").length;
  }

  async function take(quote) {
    if (!isLast() || field.disabled || field.readOnly) return;
    const into = field;
    channel.postMessage({ taken: quote.id, where: name() });
    const words = into.dataset.quotesTo ? await kept(into, quote) : quotation(quote);
    if (!words) return;
    if (into.maxLength > 0 && into.value.length + words.length > into.maxLength) {
      said(into.dataset.quotesFull || "", true);
      return;
    }
    const at = into === used ? into.selectionEnd : usual(into);
    into.setRangeText(words, at, at, "end");
    used = into;
    said(words);
    into.dispatchEvent(new Event("input", { bubbles: true }));
    // The draft is kept at once, so that a source never waits for its words.
    into.dispatchEvent(new Event("focusout", { bubbles: true }));
  }

  // In a draft the court's own list of sources comes first: what it refuses is not put in.
  async function kept(into, quote) {
    const asked = new FormData();
    asked.set("csrfmiddlewaretoken", into.form.elements.csrfmiddlewaretoken.value);
    asked.set("document", quote.document);
    asked.set("page", quote.page);
    asked.set("quote_words", quote.text);
    try {
      const answer = await fetch(into.dataset.quotesTo, { method: "POST", body: asked, redirect: "error" });
      const told = await answer.json();
      if (!answer.ok) {
        said(told.problem, true);
        channel?.postMessage({ refused: quote.id, why: told.problem });
        return "";
      }
      const list = document.querySelector("[data-sources]");
      if (list) list.innerHTML = told.list;
      return told.quotation;
    } catch {
      said(into.dataset.quotesLost, true);
      return "";
    }
  }

  open();
})();
