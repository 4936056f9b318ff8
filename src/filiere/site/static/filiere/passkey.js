// A passkey for a form marked data-passkey: the browser asks the device, and the form carries its answer.
// Without this file, or on a browser that knows no passkeys, the codes on the same page do the same.
"use strict";

(() => {
  const french = document.documentElement.lang === "fr";
  const words = {
    unsupported: french ? "Ce navigateur ne connaît pas les clés d’accès." : "This browser does not know passkeys.",
    refused: french ? "La clé n’a pas répondu. Vous pouvez réessayer." : "The key did not answer. You may try again.",
  };
  const bytes = (text) => {
    const plain = text.replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(plain + "=".repeat((4 - (plain.length % 4)) % 4)), (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function ask(kind, options) {
    const asked = { ...options, challenge: bytes(options.challenge) };
    if (kind === "create") {
      asked.user = { ...options.user, id: bytes(options.user.id) };
      asked.excludeCredentials = known(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: asked });
    }
    asked.allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey: asked });
  }

  function answer(found) {
    const given = found.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    if (given.attestationObject) {
      response.attestationObject = text(given.attestationObject);
    } else {
      response.authenticatorData = text(given.authenticatorData);
      response.signature = text(given.signature);
    }
    return { id: found.id, rawId: text(found.rawId), type: found.type, response, clientExtensionResults: {} };
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const told = form.querySelector("[data-passkey-told]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!window.PublicKeyCredential) {
        told.textContent = words.unsupported;
        return;
      }
      try {
        const found = await ask(form.dataset.passkey, JSON.parse(form.dataset.options));
        form.elements.credential.value = JSON.stringify(answer(found));
        form.submit();
      } catch {
        told.textContent = words.refused;
      }
    });
  }
})();
