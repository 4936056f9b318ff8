// Saves each answer when it is left, one a request, with the version its writer saw. Without this script the form
// saves whole. When somebody else answered meanwhile both answers are shown and the reader chooses; when the session
// has ended nothing is cleared: what was typed stays in the page.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const french = document.documentElement.lang === "fr";
  const say = (fr, en) => (french ? fr : en);
  const token = form.elements.namedItem("csrfmiddlewaretoken").value;
  const waiting = new Map();

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
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "second";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  const conflict = (group, told) => {
    tell(group, told.message, true);
    const place = group.querySelector("[data-status]");
    place.append(
      " ",
      button(say("Garder la mienne", "Keep mine"), () => {
        put(group, "version", told.theirs.version);
        save(group);
      }),
      " ",
      button(say("Reprendre l’autre", "Take the other"), () => {
        for (const part of ["value", "reason", "note", "version"]) put(group, part, String(told.theirs[part]));
        tell(group, say("L’autre réponse est reprise.", "The other answer is taken."));
      }),
    );
  };

  const score = (told) => {
    const set = (name, words) => {
      for (const one of document.querySelectorAll(`[data-${name}]`)) one.textContent = words;
    };
    set("headline", told.headline);
    set("done", told.done);
    set("asked", told.asked);
    set("low", told.low);
    set("high", told.high);
    for (const [key, words] of Object.entries(told.themes)) {
      for (const one of document.querySelectorAll(`[data-theme="${CSS.escape(key)}"]`)) one.textContent = words;
    }
    const fill = document.querySelector("[data-fill]");
    const maybe = document.querySelector("[data-maybe]");
    if (fill && maybe) {
      fill.setAttribute("width", told.low_wide);
      maybe.setAttribute("x", told.low_wide);
      maybe.setAttribute("width", told.more_wide);
    }
  };

  const send = async (group) => {
    const body = new URLSearchParams({ line: group.dataset.line });
    for (const part of ["value", "reason", "note", "version"]) body.set(part, value(group, part));
    tell(group, say("Enregistrement…", "Saving…"));
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        body,
      });
    } catch {
      tell(group, say("Pas de connexion : votre réponse reste ici, enregistrez plus tard.",
        "No connection: your answer stays here, save later."), true);
      return;
    }
    const kind = answer.headers.get("content-type") || "";
    if (answer.status === 401 || answer.redirected || !kind.includes("application/json")) {
      tell(group, say("Non enregistré : reconnectez-vous dans un autre onglet, puis enregistrez. Rien n’est effacé ici.",
        "Not saved: sign in again in another tab, then save. Nothing is cleared here."), true);
      return;
    }
    const told = await answer.json();
    if (answer.status === 409) return conflict(group, told);
    if (!answer.ok) return tell(group, (told.faults || []).join(" "), true);
    put(group, "version", told.version);
    const now = new Date().toLocaleTimeString(french ? "fr-FR" : "en-GB", { hour: "2-digit", minute: "2-digit" });
    tell(group, say(`Enregistré à ${now}`, `Saved at ${now}`));
    score(told);
  };

  // One request a line at a time, so that a second change waits for the version of the first.
  const save = (group) => {
    const before = waiting.get(group) || Promise.resolve();
    const now = before.then(() => send(group));
    waiting.set(group, now);
  };

  form.addEventListener("change", (event) => {
    const group = event.target.closest("[data-line]");
    if (!group) return;
    save(group);
  });
})();
