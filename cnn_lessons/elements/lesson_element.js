// What the elements have in common: they start once, and keep their keys to themselves.

class LessonElement extends HTMLElement {
  connectedCallback() {
    this.start();
  }

  // While a page is being read our children are still to come: then the script after them calls.
  start() {
    const data = this.querySelector("script");
    if (this.data || !data) return;
    this.data = JSON.parse(data.textContent);
    this.build();
    for (const control of this.querySelectorAll("button, input, select, summary, [tabindex]")) {
      // Else JupyterLab takes keys for its shortcuts: "d" twice on a button deletes the cell.
      control.setAttribute("data-lm-suppress-shortcuts", "true");
    }
  }
}
