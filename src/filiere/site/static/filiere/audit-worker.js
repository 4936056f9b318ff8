// Serves the pages of the audit form of one dossier when there is no connection. The network comes first, always: what is kept is
// only what the server gave this person last, and it goes as soon as the server says that it may no longer be read.
"use strict";

const SCOPE = new URL(self.registration.scope).pathname;
const KEPT = "filiere-audit:" + SCOPE;
// The cookie that says on whose behalf this browser keeps a form: the form’s view sets it, a sign-out takes it away.
const MARK = "filiere_audit";
// A form that was not opened online for so long is no longer served.
const LONGEST = 14 * 24 * 3600 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && address.pathname.startsWith(SCOPE)) event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(asset(request));
});

async function page(request) {
  const kept = await caches.open(KEPT);
  let response;
  try {
    response = await fetch(request);
  } catch {
    const found = await kept.match(request, { ignoreVary: true, ignoreSearch: true });
    const told = found && Date.parse(found.headers.get("Date") || "");
    if (found && !(told < Date.now() - LONGEST)) return found;
    if (found) await caches.delete(KEPT);
    return Response.error();
  }
  if (response.ok && !response.redirected && response.type === "basic") {
    await kept.put(request, response.clone());
    if (await left()) await caches.delete(KEPT);
  } else if ([403, 404, 410].includes(response.status) && (await kept.match(request, { ignoreVary: true }))) {
    await caches.delete(KEPT);
  }
  return response;
}

// Whether its owner signed out while the page was being kept: what a sign-out erased must not come back. A browser that
// shows its workers no cookie goes without this second look.
async function left() {
  return "cookieStore" in self && !(await self.cookieStore.get(MARK));
}

async function asset(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request, { ignoreVary: true });
  return found || fetch(request);
}
