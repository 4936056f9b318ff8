// Saves each answer when it is left, one a request, with the version its writer saw. Without this script the form
// saves whole. When somebody else answered meanwhile, or the reader did in another tab, both answers are shown and the
// reader chooses; when the session has ended or the line is cut nothing is cleared: what was typed stays in the page,
// which says so and tries again. Hours are those of the site, as the answers give them.
(() => {
  const form = document.querySelector("form[data-autosave], form[data-draft]");
  if (!form) return;
  const french = document.documentElement.lang === "fr";
  const say = (fr, en) => (french ? fr : en);
  const token = form.elements.namedItem("csrfmiddlewaretoken").value;
  const saved = document.querySelector("[data-saved]");
  const queues = new Map();
  // What is not saved, and why: "saving", "offline", "session", "conflict" or "wrong".
  const unsaved = new Map();

  const field = (group, part) => group.querySelectorAll(`[name="${CSS.escape(group.dataset.line)}.${part}"]`);
  const value = (group, part) => {
    const found = [...field(group, part)];
    if (found.length && found[0].type === "radio") return (found.find((one) => one.checked) || { value: "" }).value;
    return found.length ? found[0].value : "";
  };
  const put = (group, part, words) => {
    for (const one of field(group, part)) {
      if (one.type === "radio") one.checked = one.value === words;
      else one.value = words;
    }
  };
  const tell = (group, words, wrong) => {
    const place = group.querySelector("[data-status]");
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("state", Boolean(wrong));
    place.classList.toggle("no", Boolean(wrong));
  };
  let at = "";

  // The state of the whole page, in the words of what is worst.
  const state = () => {
    if (!saved) return;
    const many = (kind) => [...unsaved.values()].filter((one) => one === kind).length;
    const n = (kind, one, more) => `${many(kind)} ${many(kind) > 1 ? more : one}`;
    let words;
    if (many("session"))
      words = say("Non enregistré : votre session a pris fin", "Not saved: your session has ended");
    else if (many("offline"))
      words = say(`Hors ligne : ${n("offline", "réponse gardée ici, pas encore enregistrée", "réponses gardées ici, pas encore enregistrées")}`,
        `Offline: ${n("offline", "answer kept here, not yet saved", "answers kept here, not yet saved")}`);
    else if (many("conflict"))
      words = say(`À choisir : ${n("conflict", "réponse modifiée ailleurs", "réponses modifiées ailleurs")}`,
        `To resolve: ${n("conflict", "answer changed elsewhere", "answers changed elsewhere")}`);
    else if (many("wrong"))
      words = say(`Non enregistré : ${n("wrong", "réponse à corriger", "réponses à corriger")}`,
        `Not saved: ${n("wrong", "answer to correct", "answers to correct")}`);
    else if (many("saving")) words = say("Enregistrement…", "Saving…");
    else words = say(`Tout est enregistré à ${at}`, `Everything saved at ${at}`);
    saved.textContent = words;
  };
  const mark = (group, kind) => {
    if (kind) unsaved.set(group, kind);
    else unsaved.delete(group);
    state();
  };

  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "second";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  // A site that is busy says for how many seconds.
  const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * (Number(seconds) || 5)));

  // Which answer to keep is asked under the question, by the words that the page without script has too.
  const conflict = (group, told) => {
    group.querySelector("[data-conflict]").innerHTML = told.choice;
    tell(group, say("Non enregistré : choisissez la réponse à garder.", "Not saved: choose which answer to keep."), true);
    mark(group, "conflict");
  };

  const count = (told) => {
    at = told.at || at;
    if (!told.groups) return;
    for (const name of ["done", "asked", "missing"]) {
      for (const one of document.querySelectorAll(`[data-${name}]`)) one.textContent = told[name];
    }
    for (const one of document.querySelectorAll("[data-evidence-count]")) one.hidden = !told.done;
    for (const [number, words] of Object.entries(told.groups)) {
      for (const one of document.querySelectorAll(`[data-group="${CSS.escape(number)}"]`)) one.textContent = words;
    }
    for (const [number, words] of Object.entries(told.lacks)) {
      for (const one of document.querySelectorAll(`[data-lacks="${CSS.escape(number)}"]`)) {
        one.textContent = words;
        one.parentElement.hidden = told.groups[number].startsWith("0/");
      }
    }
    const fill = document.querySelector("[data-fill]");
    if (fill) fill.setAttribute("width", told.bar);
  };

  const showProofs = (proofs) => {
    for (const [key, pieces] of Object.entries(proofs)) {
      const place = document.querySelector(`[data-evidence="${CSS.escape(key)}"] [data-proofs]`);
      if (place) place.innerHTML = pieces;
    }
  };

  const send = async (group) => {
    const body = new URLSearchParams({ line: group.dataset.line });
    for (const part of ["value", "reason", "note", "version", "keep", "theirs"]) body.set(part, value(group, part));
    tell(group, say("Enregistrement…", "Saving…"));
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        body,
      });
    } catch {
      tell(group, say("Pas de connexion : votre réponse reste ici, elle partira au retour du réseau.",
        "No connection: your answer stays here and will be sent when the network is back."), true);
      mark(group, "offline");
      return;
    }
    const kind = answer.headers.get("content-type") || "";
    if (answer.status === 401 || answer.redirected || !kind.includes("application/json")) {
      tell(group, say("Non enregistré : reconnectez-vous dans un autre onglet, puis enregistrez. Rien n’est effacé ici.",
        "Not saved: sign in again in another tab, then save. Nothing is cleared here."), true);
      mark(group, "session");
      return;
    }
    const told = await answer.json();
    if (answer.status === 503) {
      tell(group, (told.faults || []).join(" "), true);
      await wait(answer.headers.get("retry-after"));
      return send(group);
    }
    if (answer.status === 409) return conflict(group, told);
    if (!answer.ok) {
      tell(group, (told.faults || []).join(" "), true);
      return mark(group, "wrong");
    }
    count(told);
    put(group, "version", told.version);
    for (const [part, words] of Object.entries(told.theirs || {})) put(group, part, words);
    const place = group.querySelector("[data-conflict]");
    if (place) place.replaceChildren();
    tell(group, told.theirs ? say("L’autre réponse est gardée.", "The other answer is kept.")
      : say(`Enregistré à ${at}`, `Saved at ${at}`));
    mark(group, "");
    showProofs(told.proofs || {});
  };

  // One request a line at a time, so that a second change waits for the version of the first.
  const save = (group) => {
    mark(group, "saving");
    const before = queues.get(group) || Promise.resolve();
    queues.set(group, before.then(() => send(group)));
  };

  // A draft has no versions: its whole page is kept at each answer, for whoever writes it alone.
  const keep = async () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("step", form.dataset.draft);
    mark(form, "saving");
    let answer = null;
    try {
      answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    } catch {
      return mark(form, "offline");
    }
    if (!answer.ok || answer.redirected) return mark(form, "session");
    count(await answer.json());
    mark(form, "");
  };
  if (form.dataset.draft) form.addEventListener("change", (event) => { if (event.target.name !== "sure") keep(); });
  form.addEventListener("change", (event) => {
    const group = event.target.closest("[data-line]");
    if (group && event.target.name.startsWith(`${group.dataset.line}.`)) save(group);
  });
  // Files leave as soon as they are chosen or dropped, one question after another, as the site reads few files of
  // somebody at once; what is cut in the middle stays chosen, and can be sent again.
  let sent = Promise.resolve();
  const queueFiles = (place, input) => {
    const told = place.querySelector("[data-sending]");
    told.className = "quiet";
    told.textContent = say("En attente de l’envoi précédent…", "Waiting for the previous upload…");
    mark(place, "saving");
    sent = sent.then(() => new Promise((done) => sendFiles(place, input, done)));
  };
  const sendFiles = (place, input, done) => {
    const told = place.querySelector("[data-sending]");
    const body = new FormData();
    for (const one of form.querySelectorAll("input[name=csrfmiddlewaretoken]")) body.append(one.name, one.value);
    for (const one of place.querySelectorAll("input")) {
      if (one.type === "file") for (const file of one.files) body.append(one.name, file);
      else if (one.type !== "checkbox" || one.checked) body.append(one.name, one.value);
    }
    const request = new XMLHttpRequest();
    const cut = (words) => {
      told.textContent = words;
      told.className = "state no";
      told.append(" ", button(say("Réessayer", "Try again"), () => queueFiles(place, input)));
      mark(place, "wrong");
    };
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable)
        told.textContent = say(`Envoi : ${Math.floor((100 * event.loaded) / event.total)} %`,
          `Sending: ${Math.floor((100 * event.loaded) / event.total)}%`);
    });
    request.addEventListener("error", () => cut(say("Envoi coupé : rien n’est déposé.", "Upload interrupted: nothing was submitted.")));
    request.addEventListener("load", () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { answer = null; }
      if (!answer || !answer.proofs)
        return cut(answer && answer.faults ? answer.faults.join(" ")
          : say("Non déposé : reconnectez-vous dans un autre onglet, puis réessayez.",
            "Not submitted: sign in again in another tab, then try again."));
      if (request.status === 503) return cut(answer.refused.join(" "));
      showProofs(answer.proofs);
      count(answer);
      input.value = "";
      told.className = answer.refused.length ? "state no" : "quiet";
      told.textContent = answer.refused.length ? answer.refused.join(" ") : say(`Déposé à ${at}`, `Submitted at ${at}`);
      mark(place, "");
    });
    request.addEventListener("loadend", done);
    told.textContent = say("Envoi…", "Sending…");
    request.open("POST", location.pathname);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  };
  form.addEventListener("change", (event) => {
    const place = event.target.closest("[data-evidence]");
    if (place && event.target.type === "file" && event.target.files.length) queueFiles(place, event.target);
  });
  for (const drop of form.querySelectorAll(".drop")) {
    drop.addEventListener("dragover", (event) => event.preventDefault());
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      const input = drop.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  const again = () => {
    for (const [group, kind] of unsaved) if (kind === "offline" || kind === "session") group === form ? keep() : save(group);
  };
  addEventListener("online", again);
  // Whoever signed in again in another tab comes back to this one.
  addEventListener("focus", again);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (unsaved.size && !leaving) event.preventDefault();
  });
})();
