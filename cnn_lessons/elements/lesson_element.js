// What the elements have in common: they start once, and keep their keys to themselves.

class LessonElement extends HTMLElement {
  connectedCallback() {
    // While the page is being read our children are still to come; the script after them starts us.
    if (document.readyState !== "loading") this.start();
  }

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
