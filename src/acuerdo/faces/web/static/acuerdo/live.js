// Parts that refresh themselves (`#live`) rest while nobody looks, and keep what was opened in them open.
(() => {
  const part = () => document.getElementById("live");
  let opened = [];

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && part()) window.htmx.trigger(part(), "refresh");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id !== "live") return;
    const selected = String(window.getSelection());
    if (document.hidden || selected !== "") event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "live" || !event.detail.shouldSwap) return;
    opened = [...part().querySelectorAll("details[open][id]")].map((one) => one.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    opened = [];
  });
})();
