// What somebody sends is remembered in this tab until an answer comes. Where the session had ended meanwhile, the page
// is opened again with `#unsent`, and what was typed stands in its form. Nothing secret or attached is kept; of what is
// hidden, what the author had seen, so that nobody's words are written over. A part of a page that asks without a session
// is answered `signed-out`: the page stays while something is typed in it, and says where to sign in.
(() => {
  const KEY = "acuerdo-unsent";
  const FLAG = "#unsent";
  const LEFT_OUT = ["password", "hidden", "file", "submit", "button"];
  const SEEN = ["revision", "seen"];
  const note = document.getElementById("unsent");
  const ended = document.getElementById("ended");
  if (!note) return;

  const isKept = (one) => one.name && (!LEFT_OUT.includes(one.type) || SEEN.includes(one.name));
  const fields = (form) => [...form.elements].filter(isKept);
  const isChosen = (one) => one.type === "checkbox" || one.type === "radio";
  const isPost = (form) => form.method === "post";

  // The address at which a form looks as it does now: the desk shows one of its points (`here`).
  const placeOf = (form) => {
    const place = new URL(window.location.href);
    if (form.elements.here) place.searchParams.set("point", form.elements.here.value);
    return place.pathname + place.search;
  };

  const remember = (form) => {
    const said = fields(form).map((one) => [one.name, one.value, isChosen(one) && one.checked]);
    const kept = { of: note.dataset.of, action: form.getAttribute("action"), place: placeOf(form), fields: said };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      sessionStorage.removeItem(KEY); // more than the browser keeps
    }
  };

  const putBack = (kept) => {
    const form = [...document.forms].find((one) => isPost(one) && one.getAttribute("action") === kept.action);
    if (!form || kept.of !== note.dataset.of) return;
    const waiting = fields(form);
    const filled = [];
    for (const [name, value, chosen] of kept.fields) {
      const place = waiting.findIndex((one) => one.name === name);
      if (place < 0) continue;
      const [one] = waiting.splice(place, 1);
      if (isChosen(one)) one.checked = chosen;
      else one.value = value;
      filled.push(one);
    }
    for (const one of filled) one.dispatchEvent(new Event("change", { bubbles: true }));
    note.hidden = false;
  };

  const isChanged = (one) => {
    if (isChosen(one)) return one.checked !== one.defaultChecked;
    return one.options === undefined && one.value !== one.defaultValue;
  };
  const isTyped = (form) => fields(form).some(isChanged);

  document.addEventListener("submit", (event) => {
    if (isPost(event.target) && fields(event.target).length > 0) remember(event.target);
  });

  document.addEventListener("signed-out", (event) => {
    const form = event.target.closest("form") ?? [...document.forms].find(isTyped);
    if (!form) {
      window.location.reload();
      return;
    }
    const link = ended.querySelector("a");
    const back = placeOf(form) + (isPost(form) ? FLAG : "");
    link.href = `${link.dataset.to}?next=${encodeURIComponent(back)}`;
    link.onclick = () => isPost(form) && remember(form);
    ended.hidden = false;
  });

  const kept = JSON.parse(sessionStorage.getItem(KEY));
  const here = window.location.pathname + window.location.search;
  if (kept && window.location.hash === FLAG && kept.of === note.dataset.of && kept.place !== here && !kept.led) {
    sessionStorage.setItem(KEY, JSON.stringify({ ...kept, led: true }));
    window.location.replace(kept.place + FLAG);
    return;
  }
  sessionStorage.removeItem(KEY);
  if (window.location.hash !== FLAG) return;
  window.history.replaceState(null, "", here);
  if (kept) putBack(kept);
})();
