/** The slider of the past says the time it stands at, and shows the page when it is let go. */
const form = document.querySelector<HTMLFormElement>(".past-bar form");
const slider = form?.querySelector<HTMLInputElement>("[name=minute]");
const said = form?.querySelector("output");

slider?.addEventListener("input", () => {
  const minute = Number(slider.value);
  const time = new Date(minute * 60_000).toISOString().slice(11, 16);
  slider.setAttribute("aria-valuetext", time);
  if (said) said.textContent = time;
});
slider?.addEventListener("pointerup", () => form?.requestSubmit()); // by keyboard the button does it: one may go further
