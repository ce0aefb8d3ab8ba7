// Menus that are scrolled sideways on a telephone begin where the reader is.
for (const here of document.querySelectorAll(".strip [aria-current]")) {
  const list = here.closest("ul");
  list.scrollLeft = here.offsetLeft - list.offsetLeft - 16;
}
