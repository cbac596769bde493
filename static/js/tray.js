"use strict";
// Files sent in pieces: each goes on where it was broken off, in this window or another. Without
// this script the same form sends them whole.

document.querySelectorAll("[data-tray]").forEach((tray) => {
  const words = tray.dataset;
  const token = tray.querySelector("[name=csrfmiddlewaretoken]").value;
  const now = tray.querySelector("[data-now]");
  const said = tray.querySelector("[data-said]");
  const list = tray.querySelector("[data-rows]");
  const MOST_AT_ONCE = 2;
  const WAITS = [1000, 2000, 5000, 10000, 30000];
  const waiting = [];
  let running = 0;

  tray.classList.add("has-script");
  tray.querySelector("[data-camera]").hidden = !matchMedia("(pointer: coarse)").matches;

  const tell = (text) => { said.textContent = text; };
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const part = (kind, name, text) => {
    const made = document.createElement(kind);
    made.className = name;
    made.textContent = text ?? "";
    return made;
  };

  // A network that fails is no answer; being signed out shows as a redirect.
  async function ask(url, options = {}) {
    const answer = await fetch(url, {
      ...options,
      redirect: "manual",
      headers: { "X-CSRFToken": token, ...options.headers },
    });
    if (answer.type === "opaqueredirect") throw new Error(words.signedOut);
    if (answer.status >= 500) throw new Error(words.broken);
    return answer;
  }

  // ---- one file on its way

  class Sending {
    constructor(file) {
      this.file = file;
      this.paused = false;
      this.given = false;
      this.line = part("li", "tray-row");
      this.state = part("strong", "tray-state", words.sending);
      this.bar = part("progress", "tray-bar");
      this.bar.max = Math.max(1, file.size);
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", file.name);
      const about = part("p", "tray-about");
      about.append(this.state);
      this.holder = part("button", "button button-quiet", words.pause);
      this.ender = part("button", "button button-quiet", words.giveUp);
      [this.holder, this.ender].forEach((button) => {
        button.type = "button";
        button.append(part("span", "unseen", ` ${file.name}`));
      });
      this.holder.addEventListener("click", () => this.hold(!this.paused));
      this.ender.addEventListener("click", () => { this.given = true; this.hold(false); });
      const actions = part("p", "tray-change");
      actions.append(this.holder, this.ender);
      this.line.append(part("p", "tray-name", file.name), this.bar, about, actions);
      now.append(this.line);
      now.hidden = false;
    }

    hold(paused) {
      this.paused = paused;
      this.holder.firstChild.textContent = paused ? words.goOn : words.pause;
      this.say(paused ? words.paused : words.sending);
      if (!paused) this.wake?.();
    }

    say(text) {
      this.state.textContent = text;
      tell(`${this.file.name}: ${text}`);
    }

    async send() {
      for (let failures = 0; ; ) {
        try {
          await this.sendOn(() => { failures = 0; });
          return;
        } catch (error) {
          if (error instanceof Refused || this.given) throw error;
          this.say(error.message === words.signedOut ? words.signedOut : words.broken);
          const again = new Promise((done) => {
            this.wake = done;
            window.addEventListener("online", done, { once: true });
          });
          await Promise.race([pause(WAITS[Math.min(failures, WAITS.length - 1)]), again]);
          failures += 1;
        }
      }
    }

    async sendOn(progress) {
      let at = await this.announce();
      while (at.state === "receiving") {
        if (this.paused) await new Promise((done) => { this.wake = done; });
        if (this.given) throw new Refused("", at.id);
        const piece = this.file.slice(at.offset, at.offset + at.piece);
        if (at.offset + piece.size >= at.size) this.say(words.checking);
        const answer = await ask(`${at.bytes_url}?offset=${at.offset}`, {
          method: "PATCH",
          body: piece,
          headers: { "Content-Type": "application/octet-stream" },
        });
        // 409 says where the file really goes on.
        if (!answer.ok && answer.status !== 409) throw new Error(words.broken);
        at = await answer.json();
        this.bar.value = at.offset;
        progress();
      }
      while (at.state === "checking") {
        await pause(1000);
        at = await (await ask(at.bytes_url.replace(/\/bytes$/, ""))).json();
      }
      if (at.state === "refused") throw new Refused(at.reason, at.id);
    }

    async announce() {
      const answer = await ask(words.announce, {
        method: "POST",
        body: JSON.stringify({ tray: words.tray, name: this.file.name, size: this.file.size }),
        headers: { "Content-Type": "application/json" },
      });
      const found = await answer.json();
      if (!answer.ok) throw new Refused(found.reason);
      this.bar.value = found.offset;
      return found;
    }

    async giveUp(id) {
      const form = new URLSearchParams({ remove: "1" });
      if (id) await ask(`${words.announce}/${id}/change`, { method: "POST", body: form });
    }
  }

  class Refused extends Error {
    constructor(reason, id) {
      super(reason);
      this.id = id;
    }
  }

  async function next() {
    if (running >= MOST_AT_ONCE || !waiting.length) return;
    running += 1;
    const one = waiting.shift();
    let over = true;
    try {
      await one.send();
      tell(`${one.file.name}: ${words.arrived}`);
    } catch (error) {
      if (one.given) {
        await one.giveUp(error.id).catch(() => {});
      } else {
        one.say(`${words.failed}: ${error.message}`);
        // What was refused by its content stands in the list, with its reason.
        over = Boolean(error.id);
        one.holder.remove();
        one.ender.remove();
        one.bar.remove();
      }
    }
    running -= 1;
    // A file stands in the list before it goes from here, so that it is always to be seen.
    await refresh().catch(() => {});
    if (over) one.line.remove();
    now.hidden = !now.children.length;
    next();
  }

  function take(files) {
    now.querySelectorAll("li:not(:has(progress))").forEach((line) => line.remove());
    [...files].forEach((file) => waiting.push(new Sending(file)));
    for (let slot = 0; slot < MOST_AT_ONCE; slot += 1) next();
  }

  // What was chosen goes on its way, and the field is ready for more.
  function empty(field) {
    take(field.files);
    field.value = "";
  }

  // ---- the list

  // One after the other: an older list must not come in after a newer one.
  let listed = Promise.resolve();
  function refresh() {
    const read = async () => {
      const got = await ask(`${words.list}?next=${encodeURIComponent(words.back)}`);
      if (got.ok) list.innerHTML = await got.text();
    };
    return (listed = listed.then(read, read));
  }

  async function change(form, button) {
    const body = new URLSearchParams(new FormData(form));
    if (button?.name) body.set(button.name, button.value);
    body.delete("next");
    const row = form.closest("li").id;
    const name = button?.name;
    try {
      await ask(form.action, { method: "POST", body });
      await refresh();
    } catch (error) {
      tell(error.message);
      return;
    }
    // The keyboard stays where it was, as far as that still exists.
    const same = document.getElementById(row);
    const target = (name && same?.querySelector(`[name=${name}]`)) || same?.querySelector("select, button");
    (target ?? tray.querySelector("#tray-files")).focus();
    tell(same?.querySelector(".tray-about")?.textContent ?? "");
  }

  tray.addEventListener("submit", (event) => {
    if (!event.target.matches(".tray-change")) return;
    event.preventDefault();
    event.stopPropagation();
    change(event.target, event.submitter);
  });
  tray.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("select")) change(field.form);
    if (field.matches("[type=file]")) empty(field);
  });
  tray.addEventListener("dragover", (event) => event.preventDefault());
  tray.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault();
  });
  // On a slow line a file may be chosen before this script is there to hear of it.
  tray.querySelectorAll("[type=file]").forEach(empty);
});
