// The page by keyboard: `/` searches, `g` and a letter goes to a page of the menu, `?` says which letters there are.
// Letters are places on the keyboard (`KeyA`), so that they are the same under a Cyrillic layout.
(() => {
  const SOON_MS = 1500;
  const OFF = "acuerdo-keys-off";
  const help = document.getElementById("keys");
  if (!help) return;
  const use = help.querySelector("input");
  const opener = document.getElementById("keys-open");
  let going = 0;

  const isOff = () => localStorage.getItem(OFF) === "yes";
  const isWriting = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;

  const search = () => {
    const field = document.querySelector("main input[type=search]");
    if (field) {
      field.focus();
      field.select();
    } else if (help.dataset.search) {
      window.location.assign(`${help.dataset.search}#q`);
    }
    return field !== null || Boolean(help.dataset.search);
  };

  const go = (code) => {
    const link = document.querySelector(`.bar nav a[data-code="${code}"]`);
    if (link) link.click();
    return link !== null;
  };

  const answer = (event) => {
    const isSlash = event.code === "Slash";
    if (Date.now() - going < SOON_MS) {
      going = 0;
      return go(event.code);
    }
    if (event.key === "?" || (isSlash && event.key === ",")) return help.showModal() ?? true;
    if (event.key === "/" || (isSlash && event.key === ".")) return search();
    going = event.code === "KeyG" && !event.shiftKey ? Date.now() : 0;
    return going !== 0;
  };

  document.addEventListener("keydown", (event) => {
    const taken = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat;
    if (taken || isOff() || help.open || isWriting(event.target)) return;
    if (answer(event)) event.preventDefault();
  });
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  use.checked = !isOff();
  use.addEventListener("change", () => localStorage.setItem(OFF, use.checked ? "no" : "yes"));
  if (window.location.hash === "#q") document.getElementById("q")?.focus();
})();
