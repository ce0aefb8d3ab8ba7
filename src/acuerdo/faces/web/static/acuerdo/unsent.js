// What somebody sends is remembered in this tab until an answer comes. Where the session had ended meanwhile, the page
// is opened again with `#unsent`, and what was typed stands in its form. Nothing secret, hidden or attached is kept.
(() => {
  const KEY = "acuerdo-unsent";
  const FLAG = "#unsent";
  const LEFT_OUT = ["password", "hidden", "file", "submit", "button"];
  const note = document.getElementById("unsent");
  if (!note) return;

  const fields = (form) => [...form.elements].filter((one) => one.name && !LEFT_OUT.includes(one.type));
  const isChosen = (one) => one.type === "checkbox" || one.type === "radio";

  const putBack = (kept) => {
    const form = [...document.forms].find((one) => one.method === "post" && one.getAttribute("action") === kept.action);
    if (!form || kept.of !== note.dataset.of) return;
    fields(form).forEach((one, place) => {
      const [name, value, chosen] = kept.fields[place] ?? [];
      if (name !== one.name) return;
      if (isChosen(one)) one.checked = chosen;
      else one.value = value;
      one.dispatchEvent(new Event("change", { bubbles: true }));
    });
    note.hidden = false;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || fields(form).length === 0) return;
    const said = fields(form).map((one) => [one.name, one.value, isChosen(one) && one.checked]);
    const kept = { of: note.dataset.of, action: form.getAttribute("action"), fields: said };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      sessionStorage.removeItem(KEY); // more than the browser keeps
    }
  });

  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (window.location.hash !== FLAG) return;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  if (kept) putBack(JSON.parse(kept));
})();
