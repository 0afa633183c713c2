// The choice of a language: the link keeps the place on the page, and the browser the choice.
(() => {
  const KEY = "cnn-lessons:language";
  const here = document.documentElement.lang;
  const other = (code) => document.querySelector(`link[rel="alternate"][hreflang="${code}"]`);
  let chosen = null;
  try {
    chosen = localStorage.getItem(KEY);
  } catch {}
  if (chosen && chosen !== here && other(chosen)) {
    location.replace(other(chosen).href + location.search + location.hash);
    return;
  }

  // The last heading in the upper quarter or above: its anchor is the same in every language.
  function place() {
    const above = [...document.querySelectorAll("article section[id]")].filter(
      (section) => section.getBoundingClientRect().top < innerHeight / 4,
    );
    return scrollY > 0 && above.length ? `#${above.at(-1).id}` : "";
  }

  addEventListener("click", (event) => {
    const link = event.target.closest?.('a[class*="btn-language-"]');
    if (!link) return;
    try {
      localStorage.setItem(KEY, link.hreflang);
    } catch {}
    link.href = link.href.split(/[?#]/)[0] + location.search + place();
  });
})();
