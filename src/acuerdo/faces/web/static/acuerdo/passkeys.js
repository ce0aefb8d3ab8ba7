// Says on the page why a passkey was not made or used: browsers themselves say nothing when somebody gives up, and
// know no passkeys where an address has numbers instead of a name.
document.addEventListener("allauth.error", (event) => {
  const numbers = /^[\d.]+$|:/.test(window.location.hostname);
  document.getElementById("passkey_fault").hidden = numbers;
  document.getElementById("passkey_numbers").hidden = !numbers;
  event.preventDefault();
});
