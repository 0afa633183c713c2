// Before the book is printed: what moves stands at a step worth seeing, and nothing is too wide.
// Returns whether Korean words can be read.
async () => {
  await document.fonts.ready;
  for (const element of document.querySelectorAll(":defined")) {
    if (element.slider && element.goTo) element.goTo(Math.round(+element.slider.max / 2));
  }
  await Promise.all(
    [...document.images].map((image) =>
      image.decode().catch(() => Promise.reject(new Error(`no picture: ${image.src}`))),
    ),
  );
  const page = document.querySelector(".bd-article").getBoundingClientRect();
  for (const element of document.querySelectorAll("table, math, svg, img, pre")) {
    const { left, width } = element.getBoundingClientRect();
    const needed = Math.max(width, element.scrollWidth);
    if (left + needed > page.right + 1) element.style.zoom = (page.right - left) / needed;
  }
  if (!document.querySelector("[lang=ko]")) return true;
  // Without a font for them all signs are the same box.
  const [one, other] = ["합", "곱"].map((sign) => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.font = "60px sans-serif";
    pen.fillText(sign, 20, 80);
    return canvas.toDataURL();
  });
  return one !== other;
}
