// Walks through every view of a running server in Chromium: node tests/look.mjs http://127.0.0.1:PORT/ OUT_FOLDER
// Fails on an error in the console, a serious finding of axe, or a script of an article that ran.
import { chromium } from "playwright-core";
import { createRequire } from "node:module";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [base, out] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "dateline-")), { executablePath: "/usr/bin/chromium", args, bypassCSP: true, viewport: { width: 1360, height: 900 } });
const page = await context.newPage();
const faults = [];
page.on("console", (m) => m.type() === "error" && faults.push(m.text()));
page.on("pageerror", (e) => faults.push(String(e)));
const look = async (name) => {
  await page.waitForLoadState("networkidle");
  if (out) await page.screenshot({ path: join(out, `${name}.png`), fullPage: false });
  await page.addScriptTag({ path: axe });
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const v of found.violations) if (v.impact === "serious" || v.impact === "critical") faults.push(`${name}: ${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`);
  if (await page.evaluate(() => "hacked" in window)) faults.push(`${name}: a script of an article ran`);
  console.log(name, page.url());
};
await page.goto(base);
await look("overview");
await page.locator(".events a.what").first().click();
await look("event");
await page.locator(".from a").first().click();
await page.waitForSelector(".paper");
await page.locator(".record").first().hover();
await look("article");
for (const name of ["Articles", "Actors", "Commitments", "Codebook", "Review", "Paste"]) {
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name, exact: true }).click();
  await look(name.toLowerCase());
  if (name === "Actors") {
    await page.locator("tbody a.actor").first().click();
    await look("actor");
    await page.goto(base + "network");
    await look("network");
  }
}
await page.goto(base);
await page.locator(".dyads a").first().click();
await look("dyad");
await page.goto(base + "paste");
await page.locator("textarea").fill("June 13, 2022 — Russia's foreign minister <img src=x onerror='window.hacked=1'> met the Chinese foreign minister in Geneva on Friday.");
await page.getByRole("button", { name: "Code it" }).click();
await page.waitForSelector(".reading");
await look("pasted");
await page.emulateMedia({ colorScheme: "dark" });
await page.goto(base);
await look("dark");
await page.setViewportSize({ width: 390, height: 844 });
await page.goto(base);
await look("narrow");
await context.close();
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
