// Serves the audit form of one dossier when there is no connection. The network comes first, always: what is kept is
// only what the server gave this person last, and it goes as soon as the server says that it may no longer be read.
"use strict";

const SCOPE = new URL(self.registration.scope).pathname;
const KEPT = "filiere-audit:" + SCOPE;
// A form that was not opened online for so long is no longer served.
const LONGEST = 14 * 24 * 3600 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && address.pathname === SCOPE) event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(asset(request));
});

async function page(request) {
  const kept = await caches.open(KEPT);
  let response;
  try {
    response = await fetch(request);
  } catch {
    const found = await kept.match(SCOPE, { ignoreVary: true, ignoreSearch: true });
    const told = found && Date.parse(found.headers.get("Date") || "");
    if (found && !(told < Date.now() - LONGEST)) return found;
    await caches.delete(KEPT);
    return Response.error();
  }
  if (response.ok && !response.redirected && response.type === "basic") {
    await kept.put(SCOPE, response.clone());
  } else if (response.status === 403 || response.status === 404 || response.status === 410) {
    await caches.delete(KEPT);
  }
  return response;
}

async function asset(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request, { ignoreVary: true });
  return found || fetch(request);
}
