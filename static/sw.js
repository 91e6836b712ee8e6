// Keeps the page's own files for times without a network; of places it knows and sends nothing.

const VERSION = "{{ version }}";
const FILES = ["{{ files }}"];
const CACHE = `navette-files-${VERSION}`;
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => event.waitUntil(store()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = origin === location.origin && (pathname === "/" || /^\/(static|vendor)\//.test(pathname));
  if (event.request.method === "GET" && ours) event.respondWith(answer(event.request, pathname));
});

// A file that cannot be had now is kept when it is next asked for.
async function store() {
  const cache = await caches.open(CACHE);
  await Promise.allSettled(FILES.map((name) => cache.add(new Request(name, { cache: "no-cache" }))));
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("navette-files-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// The network first, so that nobody reads an old page; what is kept where it fails or takes too long.
async function answer(request, pathname) {
  const cache = await caches.open(CACHE);
  const key = pathname === "/" ? "/" : request.url;
  const asked = fetch(request).then((response) => {
    if (response.ok && response.status === 200) cache.put(key, response.clone());
    return response;
  });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([asked.catch(() => null), late]);
  if (first) return first;
  return (await cache.match(key)) ?? asked;
}
