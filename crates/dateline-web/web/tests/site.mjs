// The real server over a store of at least 20,000 articles, and a browser that looks at it.
import { execFileSync, spawn } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PROGRAM = process.env.DATELINE ?? join(ROOT, "target/release/dateline");
const NEWS = process.env.NEWS ?? join(ROOT, "../shared/data/news_current_events.jsonl");
const BATCHES = join(ROOT, "crates/dateline-cli/tests/store/batches");
const WANTED = 20_000;

/** Texts that would like to be more than texts. */
export const HOSTILE = [
  { id: "../../etc/passwd", title: "<img src=x onerror=\"window.hacked=1\">", url: "javascript:window.hacked=1", publisher: "<b>Hostile Gazette</b>", text: "<script>window.hacked=1</script> The French government condemned the Belarusian government on Tuesday. <svg onload=window.hacked=1>" },
  { id: "bidi", title: "Turned \u202Etxet\u202C", publisher: "Hostile Gazette", text: "The Polish foreign minister met the \u202EHungarian\u202C foreign minister in Warsaw on Monday. \u2067\u200F\u0007" },
  { id: "huge", title: "W".repeat(3000), publisher: "Hostile Gazette", text: `The Danish government condemned ${"a".repeat(20_000)} on Monday. ${"Ж".repeat(5000)} The Danish government sent aid to Chad on Friday.` },
].map((a) => ({ date: "2031-06-03", ...a }));

/** The first lines of a file; a line is an article. */
async function head(file, count, out) {
  const write = createWriteStream(out);
  let n = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (n++ >= count) break;
    write.write(`${line}\n`);
  }
  await new Promise((done) => write.end(done));
}

/** A store in `folder`: current events where they are at hand, else the bundled articles; and what the tests look for. */
async function fill(folder) {
  const store = join(folder, "news.db"), hostile = join(folder, "hostile.jsonl"), news = join(folder, "news.jsonl");
  writeFileSync(hostile, HOSTILE.map((a) => JSON.stringify(a)).join("\n") + "\n");
  const files = [hostile, ...readdirSync(BATCHES).map((f) => join(BATCHES, f))];
  if (existsSync(NEWS)) { await head(NEWS, WANTED, news); files.push(news); }
  else { console.log(`no ${NEWS}: the bundled articles alone (NEWS=FILE.jsonl takes others)`); files.push(join(ROOT, "articles")); }
  execFileSync(PROGRAM, ["add", store, ...files], { stdio: ["ignore", "ignore", "ignore"] });
  return store;
}

/** Starts `dateline serve` on a free port; gives its address once it answers. */
async function serve(store, ...flags) {
  const server = spawn(PROGRAM, ["serve", store, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const base = await new Promise((found, lost) => {
    server.stdout.on("data", (d) => { const m = /http:\/\/\S+/.exec(String(d)); if (m) found(m[0]); });
    server.on("exit", () => lost(new Error("the server ended")));
  });
  return { base, stop: () => server.kill("SIGKILL") };
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const CHROMIUM = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** Everything a test needs: servers with and without review, and new pages whose faults are collected. */
export async function open() {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: make build`);
  if (!CHROMIUM) throw new Error("no Chromium: apt-get install chromium, or CHROMIUM=PATH");
  const folder = mkdtempSync(join(tmpdir(), "dateline-page-"));
  const store = await fill(folder);
  const site = await serve(store, "--review"), plain = await serve(store);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  const shots = process.env.SHOTS;
  if (shots) mkdirSync(shots, { recursive: true });
  const page = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
    const page = await context.newPage();
    page.faults = [];
    page.on("console", (m) => { if (m.type() === "error") page.faults.push(m.text()); });
    page.on("pageerror", (e) => page.faults.push(String(e)));
    page.on("dialog", (d) => { page.faults.push("a dialog opened"); void d.dismiss(); });
    return page;
  };
  const close = async () => { await browser.close(); site.stop(); plain.stop(); rmSync(folder, { recursive: true, force: true }); };
  return { base: site.base, plain: plain.base, folder, page, close, shots };
}

/** Waits until nothing loads any more. */
export const settled = async (page) => { await page.waitForLoadState("networkidle"); await page.waitForFunction(() => !document.querySelector(".loading, .stale")); };

/** Serious findings of axe, a script that ran, and a page wider than the window: what is wrong with a view. */
export async function wrong(page, { wide = true } = {}) {
  await settled(page);
  const run = readFileSync(AXE, "utf8");
  // The policy of the page forbids added scripts; the debugger's own world is not under it.
  await page.evaluate(run);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const out = found.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`);
  if (await page.evaluate(() => "hacked" in window)) out.push("a script of an article ran");
  if (wide && await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) out.push("wider than the window");
  return [...out, ...page.faults.splice(0)];
}
