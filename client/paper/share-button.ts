/** Where the device can share, one button opens its own list; the links beside it need no script. */
const button = document.querySelector<HTMLButtonElement>("[data-share]");

if (button && "share" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const url = document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href ?? location.href;
    navigator.share({ title: document.querySelector("h1")?.textContent ?? "", url }).catch(() => {}); // nobody chosen
  });
}
