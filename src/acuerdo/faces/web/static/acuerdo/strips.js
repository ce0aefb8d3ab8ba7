// Menus that are scrolled sideways on a telephone show where the reader is.
for (const here of document.querySelectorAll(".strip [aria-current]")) {
  const list = here.closest("ul");
  const end = here.offsetLeft - list.offsetLeft + here.offsetWidth + 40;
  if (end > list.clientWidth) list.scrollLeft = end - list.clientWidth;
}
