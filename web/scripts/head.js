const SHARED = `<meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <meta name="format-detection" content="telephone=no">
    <link rel="icon" href="/src/ui/icons/mark.svg" type="image/svg+xml">`;
const HERE = "<!-- head -->";

/** What the head of every page begins with, in place of the comment `head`, before Vite reads the page. */
export function head() {
  return {
    name: "head",
    transformIndexHtml: {
      order: "pre",
      handler: (html, { filename }) => {
        if (!html.includes(HERE)) throw new Error(`${filename} has no ${HERE}`);
        return html.replace(HERE, SHARED);
      },
    },
  };
}
