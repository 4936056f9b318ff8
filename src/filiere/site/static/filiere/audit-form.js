// The audit form without a connection. What is typed is written on this device at once, each change under its own key,
// and sent when it can be. A change says which values its author had seen; the server keeps them all, so nothing that
// a colleague wrote meanwhile is lost. When the mission ends, its owner signs out or somebody else signs in, all of it
// is erased.
"use strict";

(() => {
  const root = document.getElementById("audit-form");
  if (!root) return;
  const words = root.dataset;
  const status = document.getElementById("audit-status");
  const FAMILY = "filiere-audit:";
  const PERSON = FAMILY + words.me + ":";
  const MINE = PERSON + words.key + ":";
  const SENT_AT_ONCE = 100;
  const fields = new Map();
  const memory = new Map();
  let timer = 0;
  let busy = false;
  let again = false;
  let ended = false;
  const owner = mark();

  // 1. What this device keeps.

  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(FAMILY) && !key.startsWith(PERSON)) localStorage.removeItem(key);
  }
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(MINE)) continue;
    try {
      const change = JSON.parse(localStorage.getItem(key));
      memory.set(change.id, { ...change, stored: true });
    } catch {
      localStorage.removeItem(key);
    }
  }

  // The mark of whose form this browser keeps. A sign-out takes it away before it erases what is kept, and the sign-in
  // of somebody else does too.
  function mark() {
    const found = document.cookie.split("; ").find((one) => one.startsWith(words.mark + "="));
    return found || "";
  }

  // Asked after each thing that is kept, and never before: a tab hears late of what a sign-out in another one erased,
  // and what it wrote in between would stay.
  function left() {
    if (!ended && mark() !== owner) forget(PERSON, words.left);
    return ended;
  }

  function keep(change) {
    memory.set(change.id, change);
    try {
      localStorage.setItem(MINE + change.id, JSON.stringify(change));
      change.stored = true;
    } catch {
      say(words.full, true);
    }
    left();
  }

  function drop(id) {
    memory.delete(id);
    localStorage.removeItem(MINE + id);
  }

  // What was written here and kept there is what its author has before their eyes, even while the field is in use.
  function settle(id) {
    const change = memory.get(id);
    drop(id);
    const field = change && fields.get(change.field);
    if (field && !waiting(change.field).length) field.heads = [id];
  }

  const waiting = (name) => [...memory.values()].filter((one) => one.field === name).sort((a, b) => a.turn - b.turn);

  // Erases this page and, of what was typed, all whose key begins so: that of this dossier when its mission ended, that
  // of all dossiers of this person when they left. What another person keeps here is theirs.
  function forget(family, why) {
    ended = true;
    clearTimeout(timer);
    memory.clear();
    for (const key of Object.keys(localStorage)) if (key.startsWith(family)) localStorage.removeItem(key);
    for (const box of root.querySelectorAll("form, nav")) box.remove();
    say(why, true);
    if ("caches" in window) caches.delete(FAMILY + words.page);
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.getRegistration(words.page).then((one) => one && one.unregister());
    }
  }

  // 2. The page.

  function say(text, alert) {
    status.textContent = text;
    status.classList.toggle("alert", Boolean(alert));
  }

  function tell() {
    if (ended) return;
    const count = memory.size;
    const refused = [...memory.values()].filter((one) => one.refused).length;
    if (!count) say(navigator.onLine ? words.saved : words.offline);
    else if (refused === count) say(words.refused + " " + count, true);
    else say((navigator.onLine ? "" : words.offline + " ") + words.waiting + " " + (count - refused));
  }

  const written = (control) => control.value.replace(/\r\n/g, "\n");

  for (const control of root.querySelectorAll("[data-field]")) {
    const name = control.dataset.field;
    const box = control.closest("[data-box]").querySelector("[data-conflict]");
    fields.set(name, { control, box, heads: control.dataset.seen ? control.dataset.seen.split(",") : [] });
    const mine = waiting(name);
    if (mine.length) control.value = mine[mine.length - 1].value;
    fields.get(name).last = written(control);
    control.addEventListener("input", () => typed(name));
    control.addEventListener("change", () => typed(name));
  }

  function typed(name) {
    if (ended) return;
    const field = fields.get(name);
    const value = written(field.control);
    const mine = waiting(name);
    const last = mine[mine.length - 1];
    // Leaving a field tells of its change once more; written again, it would stand beside the choice just made.
    if (value === field.last) return;
    field.last = value;
    if (last && !last.tried) keep({ ...last, value });
    else write(name, value, last ? [last.id] : field.heads);
    if (last) field.box.replaceChildren();
    later(800);
    tell();
  }

  function write(name, value, seen) {
    const drawn = crypto.getRandomValues(new Uint8Array(16));
    const id = "b-" + [...drawn].map((one) => one.toString(16).padStart(2, "0")).join("");
    keep({ id, field: name, value, seen, turn: Date.now() + memory.size / 1000, tried: false });
  }

  function show(name, heads) {
    const field = fields.get(name);
    if (!field) return;
    if (waiting(name).length) return;
    const values = [...new Set(heads.map((one) => one.value))];
    const all = heads.map((one) => one.id);
    // What is shown already stays as it is: a button that is replaced while it is pressed hears no click.
    const stands = values.length > 1 && field.box.dataset.shown === all.join() && field.box.childElementCount;
    if (!stands) field.box.replaceChildren();
    // Nothing changes under the hand of who is writing; what a colleague wrote meanwhile is shown beside it.
    if (field.control !== document.activeElement) {
      field.heads = all;
      field.control.value = values.length === 1 ? values[0] : "";
      field.last = written(field.control);
    }
    if (values.length < 2 || stands) return;
    field.box.dataset.shown = all.join();
    const note = document.createElement("p");
    note.className = "errors";
    note.textContent = words.both;
    const list = document.createElement("ul");
    for (const one of heads) {
      const item = document.createElement("li");
      item.append(one.name + words.colon + (label(field.control, one.value) || words.empty) + " ");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = words.keep;
      button.addEventListener("click", () => {
        field.control.value = one.value;
        field.last = written(field.control);
        write(name, one.value, all);
        field.box.replaceChildren();
        later(0);
        tell();
      });
      item.append(button);
      list.append(item);
    }
    field.box.append(note, list);
  }

  function label(control, value) {
    if (!control.options) return value;
    const found = [...control.options].find((one) => one.value === value && value);
    return found ? found.textContent : value;
  }

  // What was kept on this device and is there no longer was sent by another tab, or erased by a sign-out: it is neither
  // written nor sent again.
  function standing(one) {
    if (!one.stored || localStorage.getItem(MINE + one.id) !== null) return true;
    memory.delete(one.id);
    return false;
  }

  // 3. Sending.

  function later(delay) {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(exchange, delay);
  }

  async function asked(address, options) {
    const response = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
    const json = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (response.redirected || (response.ok && !json)) throw new Error("sign-in");
    if (response.status === 403 || response.status === 404 || response.status === 410) throw new Error("gone");
    return { response, body: json ? await response.json() : {} };
  }

  async function exchange() {
    if (ended) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const { response, body } = await asked(words.state);
      if (!response.ok) throw new Error("later");
      if (body.me !== words.me) {
        forget(PERSON, words.left);
        return;
      }
      const batch = [...memory.values()].filter((one) => !one.refused).sort((a, b) => a.turn - b.turn);
      let heads = body.heads;
      if (!body.open && batch.length) {
        say(words.closed, true);
        return;
      }
      for (let start = 0; start < batch.length; start += SENT_AT_ONCE) {
        const part = batch.slice(start, start + SENT_AT_ONCE).filter(standing);
        if (!part.length) continue;
        // Tried before it is sent: an answer may be lost, and a change that the server may have is never altered.
        for (const one of part) keep({ ...one, tried: true });
        if (ended) return;
        const changes = part.map(({ id, field, value, seen }) => ({ id, field, value, seen }));
        const sent = await asked(words.sync, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": body.csrf },
          body: JSON.stringify({ changes }),
        });
        if (!sent.response.ok) throw new Error("later");
        for (const id of sent.body.kept) settle(id);
        for (const [id, why] of Object.entries(sent.body.refused)) {
          const one = memory.get(id);
          if (!one) continue;
          keep({ ...one, refused: why });
          const field = fields.get(one.field);
          if (field) {
            const note = document.createElement("p");
            note.className = "errors";
            note.textContent = words.refused + " " + why;
            field.box.replaceChildren(note);
          }
        }
        heads = sent.body.heads;
      }
      for (const name of fields.keys()) show(name, heads[name] || []);
      tell();
    } catch (error) {
      if (error.message === "gone") await gone();
      else if (error.message === "sign-in" && !left()) say(words.signin, true);
      else tell();
    } finally {
      busy = false;
      if (again) {
        again = false;
        later(0);
      } else later(15000);
    }
  }

  // A refusal of one sending may be that the report was just handed in; only the form itself says the mission is over.
  async function gone() {
    try {
      await asked(words.state);
      say(words.closed, true);
    } catch (error) {
      if (error.message === "gone") forget(MINE, words.ended);
    }
  }

  window.addEventListener("online", () => later(0));
  window.addEventListener("offline", tell);
  document.addEventListener("visibilitychange", () => later(0));
  // With this script the buttons of the plain form send the queue instead.
  for (const form of root.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      later(0);
    });
  }

  // 4. Opening this page again without a connection.

  async function prepare() {
    if (!("serviceWorker" in navigator) || !("caches" in window)) return;
    await navigator.serviceWorker.register(words.worker, { scope: words.page });
    const kept = await caches.open(FAMILY + words.page);
    const wanted = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"]')].map((one) => one.href);
    wanted.push(...[...document.scripts].map((one) => one.src).filter(Boolean));
    await kept.addAll(wanted);
    if (navigator.onLine) await kept.add(words.page);
    if (left()) await caches.delete(FAMILY + words.page);
    else root.dataset.ready = "yes";
  }

  tell();
  later(0);
  prepare().catch(() => {});
})();
