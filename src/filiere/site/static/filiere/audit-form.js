// The audit form without a connection. All its pages are kept on this device, with what stood in them when the server
// was last heard. What is typed is written here at once, each change under its own key, and sent when it can be. A change says which values its author had seen; the server keeps them all, so nothing that
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
  // Pages are asked for anew after so long: the papers beside the questions may have changed.
  const PAGES_LAST = 6 * 3600 * 1000;
  const CACHE = FAMILY + words.page;
  const fields = new Map();
  const memory = new Map();
  // What stands in every field of the form, once the server or this device said it.
  let standing_heads = null;
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
    for (const box of root.querySelectorAll("form, section, b, svg, .end")) box.remove();
    say(why, true);
    if ("caches" in window) caches.delete(CACHE);
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.getRegistration(words.page).then((one) => one && one.unregister());
    }
  }

  // 2. The page.

  function say(text, alert) {
    if (text === status.dataset.said) return;
    status.dataset.said = text;
    const [first, rest] = text.split("|");
    const state = document.createElement("span");
    state.className = "state " + (alert ? "no" : rest ? "part" : "ok");
    state.textContent = first;
    status.replaceChildren(state, rest ? ", " + rest : "");
  }

  function tell() {
    if (ended) return;
    const count = memory.size;
    const refused = [...memory.values()].filter((one) => one.refused).length;
    const state = navigator.onLine ? words.sending : words.offline;
    if (!count) say(navigator.onLine ? words.saved : words.offline + "|" + words.calm);
    else if (refused === count) say(words.refused + " " + count, true);
    else say(state + "|" + words.waiting + " " + (count - refused));
    count_done();
  }

  // A control is a list, a text, or the levels of a question, of which one is chosen.
  const radios = (control) => [...control.querySelectorAll("input[type=radio]")];
  const group = (control) => control.getAttribute("role") === "radiogroup";

  function written(control) {
    if (!group(control)) return control.value.replace(/\r\n/g, "\n");
    const chosen = radios(control).find((one) => one.checked);
    return chosen ? chosen.value : "";
  }

  function put(control, value) {
    if (!group(control)) control.value = value;
    else for (const one of radios(control)) one.checked = one.value === value;
  }

  for (const control of root.querySelectorAll("[data-field]")) {
    const name = control.dataset.field;
    const box = control.closest("[data-box]").querySelector("[data-conflict]");
    fields.set(name, { control, box, heads: control.dataset.seen ? control.dataset.seen.split(",") : [] });
    const mine = waiting(name);
    if (mine.length) put(control, mine[mine.length - 1].value);
    fields.get(name).last = written(control);
    control.addEventListener("input", () => typed(name));
    control.addEventListener("change", () => typed(name));
  }

  // How many questions of the theme are assessed: those whose fields all hold something, here or on the server.
  function filled(name) {
    const mine = waiting(name);
    if (mine.length) return Boolean(mine[mine.length - 1].value);
    if (!standing_heads) return null;
    const values = new Set((standing_heads[name] || []).map((one) => one.value));
    return values.size === 1 && !values.has("");
  }

  function count_done() {
    const items = [...root.querySelectorAll("[data-needs]")];
    if (!items.length) return;
    for (const item of items) {
      const told = item.dataset.needs.split(" ").map(filled);
      if (!told.includes(null)) item.hidden = told.every(Boolean);
      else if (told.includes(false)) item.hidden = false;
      const state = document.getElementById(new URL(item.querySelector("a").href).hash.slice(1));
      const mark = state && state.querySelector("[data-assess]");
      if (mark) mark.hidden = item.hidden;
    }
    const left = items.filter((one) => !one.hidden).length;
    document.getElementById("audit-left").textContent = left;
    document.getElementById("audit-count").textContent = items.length - left + " / " + items.length;
    root.querySelector(".progress .fill").setAttribute("width", items.length - left);
  }

  function typed(name) {
    if (ended) return;
    const field = fields.get(name);
    const value = written(field.control);
    const mine = waiting(name);
    const last = mine.length ? current(mine[mine.length - 1]) : null;
    // Leaving a field tells of its change once more; written again, it would stand beside the choice just made.
    if (value === field.last) return;
    field.last = value;
    if (last && !last.tried) keep({ ...last, value });
    else write(name, value, last ? [last.id] : field.heads);
    if (last) field.box.replaceChildren();
    later(800);
    tell();
  }

  // A change as this device keeps it now: another page of the form may have sent it since this one was left.
  function current(change) {
    const text = localStorage.getItem(MINE + change.id);
    if (text) return { ...change, ...JSON.parse(text) };
    if (!change.stored) return change;
    settle(change.id);
    return null;
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
    if (!field.control.contains(document.activeElement)) {
      field.heads = all;
      put(field.control, values.length === 1 ? values[0] : "");
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
        put(field.control, one.value);
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
    if (group(control)) {
      const chosen = radios(control).find((one) => one.value === value);
      return chosen ? chosen.parentElement.querySelector("span").textContent : value;
    }
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
      show_all(heads);
      remember(body, heads);
    } catch (error) {
      if (error.message === "gone") await gone();
      else if (error.message === "sign-in" && !left()) say(words.signin, true);
      else await recall();
    } finally {
      busy = false;
      if (again) {
        again = false;
        later(0);
      } else later(15000);
    }
  }

  function show_all(heads) {
    standing_heads = heads;
    for (const name of fields.keys()) show(name, heads[name] || []);
    tell();
  }

  // What the server last said stays on this device: a page that was kept earlier is shown with it.
  async function remember(body, heads) {
    if (!("caches" in window)) return;
    const kept = await caches.open(CACHE);
    await kept.put(words.state, new Response(JSON.stringify({ me: body.me, at: body.at, heads })));
    if (left()) await caches.delete(CACHE);
  }

  async function recall() {
    if (!standing_heads && "caches" in window) {
      const found = await caches.match(words.state, { cacheName: CACHE });
      const body = found ? await found.json() : null;
      if (body && body.me === words.me && body.at > Number(words.at)) show_all(body.heads);
    }
    tell();
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
  window.addEventListener("pageshow", (event) => event.persisted && later(0));
  // With this script the button of the plain form goes on, and the queue is sent from the page that follows.
  for (const form of root.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go_on();
    });
  }

  // The pages of the form send what waits; a page beside it is opened once all is sent, which it then tells of.
  async function go_on() {
    const until = Date.now() + 5000;
    while (!words.next.startsWith(words.page) && unsent() && navigator.onLine && Date.now() < until) {
      await exchange();
      await new Promise((done) => setTimeout(done, 100));
    }
    if (words.next.startsWith(words.page) || navigator.onLine) location.assign(words.next);
    else tell();
  }

  const unsent = () => [...memory.values()].some((one) => !one.refused);

  // 4. Opening the pages of the form without a connection.

  async function prepare() {
    if (!("serviceWorker" in navigator) || !("caches" in window)) return;
    await navigator.serviceWorker.register(words.worker, { scope: words.page });
    const kept = await caches.open(CACHE);
    const wanted = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"]')].map((one) => one.href);
    wanted.push(...[...document.scripts].map((one) => one.src).filter(Boolean));
    await kept.addAll(wanted);
    const before = await kept.match(words.state + "?pages");
    if (navigator.onLine && !(before && Number(await before.text()) > Date.now() - PAGES_LAST)) await keep_pages(kept);
    if (left()) await caches.delete(CACHE);
    else root.dataset.ready = "yes";
  }

  // Kept with the headers that the server gives, so that the same policy holds without it.
  async function keep_pages(kept) {
    const { response, body } = await asked(words.state + "?pages");
    if (!response.ok || body.me !== words.me) return;
    const headers = new Headers(response.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    for (const name of ["Content-Length", "Content-Encoding"]) headers.delete(name);
    const pages = Object.entries(body.pages);
    pages.push([words.page, pages[0][1]]);
    for (const [address, text] of pages) await kept.put(address, new Response(text, { headers }));
    await kept.put(words.state + "?pages", new Response(String(Date.now())));
  }

  tell();
  later(0);
  prepare().catch(() => {});
})();
