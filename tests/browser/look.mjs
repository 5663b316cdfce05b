// node look.mjs PAGE.html…: what axe and a ruler find in each page, in each way of looking at it.
// Writes one JSON object a line: {page, view, violations: [{rule, impact, at}], cut: [selector]}.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import { withChromium } from "./chromium.mjs";

// A screen of 1280 pixels at 200% has 640 of CSS, at 400% the 320 of WCAG's "reflow"; A4 has 794,
// less the margins that the page asks for.
const VIEWS = {
  light: { width: 1280, colorScheme: "light" },
  dark: { width: 1280, colorScheme: "dark" },
  zoomed: { width: 640, colorScheme: "light", deviceScaleFactor: 2 },
  narrow: { width: 320, colorScheme: "light", deviceScaleFactor: 4 },
  "narrow, dark": { width: 320, colorScheme: "dark", deviceScaleFactor: 4 },
  paper: { width: 794, media: "print" },
};

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** Return what axe finds amiss, best practices too. */
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  return found.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => ({ rule: id, impact, at: node.target.join(" "), why: node.failureSummary })));
}

/** Return how wide the page's margins are, left and right, in pixels of CSS. */
function margins() {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const all = rules.flatMap((rule) => [rule, ...(rule instanceof CSSMediaRule ? rule.cssRules : [])]);
  const { style } = all.find((rule) => rule instanceof CSSPageRule) ?? { style: {} };
  const side = (margin) => parseFloat(margin || "10mm") * 96 / 25.4;
  return side(style.marginLeft) + side(style.marginRight);
}

/** Return what is wider than the page, and on paper what sticks out of the page's sides. */
function cut(media) {
  const width = document.documentElement.clientWidth;
  const named = (it) => [it.localName, ...it.classList].join(".");
  const scrolled = (it) => it && it !== document.body &&
    (getComputedStyle(it).overflowX !== "visible" || scrolled(it.parentElement));
  const wide = [...document.body.querySelectorAll("*")].filter((it) => {
    const box = it.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 1 || box.left < -1) &&
      (media === "print" || !scrolled(it.parentElement));
  });
  if (media !== "print" && document.documentElement.scrollWidth <= width) return [];
  return wide.filter((it) => !wide.includes(it.parentElement)).map((it) =>
    `${named(it)} ${Math.round(it.getBoundingClientRect().right)} of ${width}: ${it.textContent.trim().slice(0, 40)}`);
}

await withChromium(async (browser) => {
  for (const [view, { width, colorScheme, deviceScaleFactor, media }] of Object.entries(VIEWS)) {
    const context = await browser.newContext({
      viewport: { width, height: 900 }, colorScheme, deviceScaleFactor });
    for (const path of process.argv.slice(2)) {
      const page = await context.newPage();
      await page.goto(pathToFileURL(path).href);
      await page.emulateMedia({ media: media ?? "screen" });
      if (media === "print") {
        const wide = Math.floor(width - await page.evaluate(margins));
        await page.setViewportSize({ width: wide, height: 1000 });
      }
      const found = {
        page: path, view,
        violations: media === "print" ? [] : await violations(page),
        cut: await page.evaluate(cut, media),
      };
      console.log(JSON.stringify(found));
      await page.close();
    }
    await context.close();
  }
});
