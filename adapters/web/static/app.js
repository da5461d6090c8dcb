// Pages work without this.  With it they look for news, take it in without moving focus or touching what
// somebody types, say one sentence about it, and show that a press is under way.
"use strict";
(() => {
  const live = document.getElementById("live");
  const body = document.body;
  let etag = body.dataset.etag;
  let sending = false;

  const touched = (one) => one.checked !== one.defaultChecked || (one.type !== "hidden" && one.value !== one.defaultValue);
  const inUse = (part) => part.contains(document.activeElement) || [...part.querySelectorAll("input, textarea")].some(touched);

  // True when the new part now stands there, or nothing had to change; false when somebody is busy with the old one.
  const swap = (old, fresh) => {
    if (old.dataset.version === fresh.dataset.version) return true;
    if (inUse(old)) return false;
    for (const open of old.querySelectorAll("details[open]")) {
      const same = open.id && fresh.querySelector(`details[id="${CSS.escape(open.id)}"]`);
      if (same) same.open = true;
    }
    old.replaceWith(fresh);
    if (!("quiet" in fresh.dataset)) changed = true;
    return true;
  };

  const merge = (list, fresh) => {
    let settled = true;
    let before = null;
    let newest = null;
    const wanted = new Set([...fresh.children].map((one) => one.id));
    for (const part of [...fresh.children].filter((one) => one.dataset.version).reverse()) {
      let old = document.getElementById(part.id);
      if (old && old.parentElement !== list) {
        // It moved, from what is open to what is settled or back; anything else with its name is not ours.
        if (!("list" in old.parentElement.dataset)) continue;
        if (inUse(old)) { settled = false; continue; }
        old.remove();
        old = null;
      }
      if (old) settled = swap(old, part) && settled;
      else {
        list.insertBefore(part, before);
        if (known.has(part.id)) changed = true;
        else {
          part.classList.add("arrives");
          newest = part.querySelector("h1, h2, h3, .said") || newest;
        }
      }
      before = document.getElementById(part.id);
    }
    for (const old of [...list.children].filter((one) => one.dataset.version)) {
      if (wanted.has(old.id)) continue;
      if (inUse(old)) settled = false;
      else { old.remove(); changed = true; }
    }
    arrived = arrived || newest;
    return settled;
  };

  let arrived = null;
  let changed = false;
  let known = new Set();
  const take = (page) => {
    let settled = true;
    arrived = null;
    changed = false;
    known = new Set([...document.querySelectorAll("[data-list] > [data-version]")].map((one) => one.id));
    for (const list of page.querySelectorAll("[data-list]")) {
      const here = document.getElementById(list.id);
      if (here) settled = merge(here, list) && settled;
    }
    for (const part of page.querySelectorAll("[data-swap]")) {
      const here = document.getElementById(part.id);
      if (here) settled = swap(here, part) && settled;
    }
    if (arrived) live.textContent = `${live.dataset.arrived} ${arrived.textContent.trim().slice(0, 200)}`;
    else if (changed) live.textContent = live.dataset.changed;
    body.dataset.poll = page.body.dataset.poll || body.dataset.poll;
    return settled;
  };

  const look = async () => {
    if (document.hidden || sending) return;
    const answer = await fetch(location.href, { headers: { "X-Steward-Poll": "1", "If-None-Match": etag }, cache: "no-store" });
    if (answer.status !== 200 || sending) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.body.dataset.etag && take(page)) etag = page.body.dataset.etag;
  };

  const keepLooking = () => setTimeout(() => look().catch(() => {}).then(keepLooking), Number(body.dataset.poll));
  if (etag) keepLooking();

  document.addEventListener("submit", (event) => {
    if (sending) return event.preventDefault();
    if (event.target.method !== "post") return;
    sending = true;
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    if (!button.querySelector("svg")) button.textContent = body.dataset.busy;
  });
  // Back from the next page, out of the browser's memory: the form may be sent again.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
