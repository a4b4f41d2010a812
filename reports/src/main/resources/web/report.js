// Shows one panel of each choice at a time; without a script every panel shows.
for (const select of document.querySelectorAll("select[data-panels]")) {
  const panel = (index) => document.getElementById(select.dataset.panels + "-" + index);
  const show = () => {
    for (const option of select.options) {
      panel(option.value).hidden = option.value !== select.value;
    }
  };
  select.closest(".choice").hidden = false;
  select.addEventListener("change", show);
  show();
}
// Paper has no lists to pick from or boxes to open.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details.list")) details.open = true;
});
