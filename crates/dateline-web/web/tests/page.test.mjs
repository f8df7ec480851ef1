// The page in a browser, through the real server: make test-page.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { open, settled, wrong } from "./site.mjs";

let site;
before(async () => { site = await open(); });
after(async () => { await site?.close(); });

const nav = (page, name) => page.getByRole("navigation", { name: "Views" }).getByRole("link", { name, exact: true }).click();
const shot = async (page, name) => { if (site.shots) await page.screenshot({ path: join(site.shots, `${name}.png`) }); };
const api = async (path) => (await fetch(site.base + path)).json();

/** Looks at a view: nothing is wrong with it, its title is its own. */
async function fine(page, name) {
  assert.deepEqual(await wrong(page), [], name);
  assert.match(await page.title(), /· Dateline$/, name);
  await shot(page, name);
}

/** Clicks through every view, from the overview down to the words and on. */
async function walk(page, theme) {
  await page.goto(site.base);
  await fine(page, `${theme}-overview`);
  await page.locator(".dyads a").first().click();
  await page.waitForURL(/\/dyad\//);
  await fine(page, `${theme}-dyad`);
  await page.locator("h1 a.actor").first().click();
  await page.waitForURL(/\/actor\//);
  await fine(page, `${theme}-actor`);
  await nav(page, "Actors");
  await page.getByRole("link", { name: "The strongest dyads as a network" }).click();
  await page.locator(".network svg").waitFor();
  await fine(page, `${theme}-network`);
  await nav(page, "Events");
  await page.locator(".events a.what").first().click();
  await page.waitForURL(/\/event\//);
  await fine(page, `${theme}-event`);
  await page.locator(".reports .from a").first().click();
  await page.locator(".paper").waitFor();
  await page.locator(".record").first().hover();
  assert.ok((await page.locator(".paper .on, .paper .lit").count()) > 0, "a record's words stand out");
  await page.getByText("Why").first().click();
  await fine(page, `${theme}-article`);
  for (const name of ["Articles", "Actors", "Commitments", "Codebook", "Review", "Paste"]) {
    await nav(page, name);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await fine(page, `${theme}-${name.toLowerCase()}`);
  }
}

test("every view is reached by clicking, in light, dark and on a phone, and axe finds nothing serious", async () => {
  await walk(await site.page(), "light");
  await walk(await site.page({ colorScheme: "dark" }), "dark");
  await walk(await site.page({ viewport: { width: 390, height: 844 } }), "phone");
});

test("the store is as big as it should be, and the first view stands within a second", async () => {
  const about = await api("api/about");
  assert.ok(about.documents >= 20_000 || about.documents < 200, `${about.documents} articles`);
  const page = await site.page();
  const asked = new Set();
  page.on("request", (r) => { if (r.url().includes("/api/")) asked.add(r.url().replace(site.base, "/")); });
  const start = performance.now();
  await page.goto(site.base);
  await page.locator(".events > li").first().waitFor();
  const took = performance.now() - start;
  const ready = readFileSync(new URL("../../src/api/mod.rs", import.meta.url), "utf8").match(/FIRST_VIEW[^[]*\[[^[]*\[(.*?)\]/s)[1];
  assert.deepEqual([...asked].sort(), ready.match(/[^" ,]+/g).sort(), "the server works out ahead what the page asks first");
  console.log(`first view of ${about.documents} articles: ${Math.round(took)} ms`);
  assert.ok(took < 1000, `${took} ms`);
});

test("filters are in the address, in words, and come back with it", async () => {
  const page = await site.page();
  await page.goto(site.base);
  await settled(page);
  const all = (await api("api/events?limit=1")).total;
  await page.getByLabel("Class").selectOption({ label: "Material conflict" });
  await page.getByLabel("Actor", { exact: true }).fill("USA");
  await page.getByLabel("Actor", { exact: true }).press("Enter");
  await page.waitForURL(/actor=USA/);
  await settled(page);
  const few = (await api("api/events?limit=1&actor=USA&quad=4")).total;
  assert.ok(few < all);
  const said = page.locator("p.in-words");
  await said.getByText(few.toLocaleString("en-GB")).waitFor();
  assert.match(await said.innerText(), /with USA on either side.*material conflict/s);
  const address = page.url();
  await page.reload();
  await settled(page);
  assert.equal(page.url(), address);
  assert.match(await said.innerText(), /with USA on either side/);
  await page.getByRole("button", { name: /Remove: with USA/ }).click();
  await page.waitForURL((u) => !u.search.includes("actor"));
  await page.goBack();
  await page.waitForURL(/actor=USA/);
  await page.waitForFunction(() => [...document.querySelectorAll("input")].some((i) => i.value === "USA"));
  await page.getByRole("button", { name: "clear all" }).click();
  await page.waitForURL((u) => u.search === "");
  assert.deepEqual(page.faults, []);
});

test("a span of time is brushed with the mouse and with the keys", async () => {
  const page = await site.page();
  await page.goto(site.base);
  await settled(page);
  const chart = page.getByRole("slider");
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=\d{4}-\d\d-01&to=\d{4}-\d\d-\d\d/);
  const brushed = page.url();
  await chart.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL((u) => u.href !== brushed);
  await page.keyboard.press("Escape");
  await page.waitForURL((u) => u.search === "");
});

test("a place of the map filters", async () => {
  const page = await site.page();
  await page.goto(site.base);
  await settled(page);
  await page.getByText(/As a list/).click();
  await page.locator(".as-list button").first().click();
  await page.waitForURL(/place=|country=/);
  await settled(page);
  assert.deepEqual(page.faults, []);
});

test("50,000 points are moved and zoomed without stutter", async () => {
  const page = await site.page();
  const quads = ["vc", "mc", "vx", "mx"];
  const points = Array.from({ length: 50_000 }, (_, i) => ({ name: `P${i}`, kind: i % 40 === 0 ? "area" : "city", country: null, lat: (i * 7919 % 13000) / 100 - 55, lon: (i * 104729 % 36000) / 100 - 180, quads: quads.map((_, q) => (i * (q + 3)) % 5) }));
  await page.route("**/api/map*", (r) => r.fulfill({ json: points }));
  await page.goto(site.base);
  await settled(page);
  const canvas = page.locator(".map canvas");
  await canvas.evaluate((c) => { c.focus(); });
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const times = [], views = [];
  const note = async () => { times.push(Number(await canvas.getAttribute("data-ms"))); views.push(Number(await canvas.getAttribute("data-drawn"))); };
  const wait = async () => { await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); await note(); };
  await wait();
  await page.keyboard.press("+");
  await wait();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 0; i < 30; i++) { await page.mouse.move(box.x + box.width / 2 + i * 6, box.y + box.height / 2 + i * 3); await wait(); }
  await page.mouse.up();
  for (const key of "++++----00") { await page.keyboard.press(key); await wait(); }
  const [worst, middle] = [Math.max(...times), times.toSorted((a, b) => a - b)[times.length >> 1]];
  console.log(`50,000 points: a frame takes ${middle} ms (median), ${worst} ms at most; up to ${Math.max(...views)} drawn`);
  assert.ok(Math.max(...views) > 10_000, "most of the points are in view");
  assert.ok(middle < 33 && worst < 100, `${middle} ms, at most ${worst} ms`);
});

test("layers of an article are switched", async () => {
  const page = await site.page();
  const event = (await api("api/events?limit=1")).items[0];
  await page.goto(`${site.base}article/${event.words.document}`);
  await page.locator(".paper .acts").first().waitFor();
  await page.getByRole("checkbox", { name: "Acts" }).uncheck();
  assert.equal(await page.locator(".paper .acts").count(), 0);
});

test("texts of others stay texts", async () => {
  const page = await site.page();
  const found = (await api("api/articles?publisher=Hostile%20Gazette")).items.concat((await api("api/articles?publisher=%3Cb%3EHostile%20Gazette%3C%2Fb%3E")).items);
  assert.equal(found.length, 3);
  for (const width of [1360, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const article of found) {
      await page.goto(`${site.base}article/${article.id}`);
      await page.locator(".paper").waitFor();
      assert.deepEqual(await wrong(page), [], `${article.name} at ${width}`);
      assert.equal(await page.locator("main script, main img, main svg[onload]").count(), 0, article.name);
      assert.equal(await page.locator("a[href^='javascript']").count(), 0, article.name);
      assert.doesNotMatch(await page.locator("main").innerText(), /[\u202A-\u202E\u2066-\u2069]/, article.name);
    }
  }
  const plain = await page.goto(site.base);
  assert.match(plain.headers()["content-security-policy"], /script-src 'self'/);
  const ran = await page.evaluate(() => { const s = document.createElement("script"); s.textContent = "window.inlined=1"; document.body.append(s); return "inlined" in window; });
  assert.equal(ran, false, "the policy stops inline scripts");
});

test("records are judged by keyboard, twice, and counted", async () => {
  const page = await site.page();
  await page.goto(`${site.base}review`);
  await page.getByLabel("Your name").fill("ada");
  await page.getByLabel("Your name").press("Tab");
  const verdict = page.locator(".verdict-on");
  const status = page.locator(".desk [role=status]");
  for (const [key, said] of [["a", "accepted"], ["r", "rejected"], ["a", "accepted"]]) {
    await verdict.waitFor();
    const shown = await page.locator(".desk blockquote").innerText();
    await page.locator("h1").click();
    await page.keyboard.press(key);
    await status.getByText(said).waitFor();
    await page.waitForFunction((old) => document.querySelector(".desk blockquote")?.innerText !== old, shown);
  }
  await page.keyboard.press("c");
  await page.locator("form.correct select").first().waitFor();
  assert.deepEqual(await wrong(page), []);
  await page.getByRole("button", { name: "Save the correction" }).click();
  await status.getByText("corrected").waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("u");
  await status.getByText("Taken back").waitFor();
  const summary = await api("api/review/summary");
  assert.equal(summary.reviewers.find((r) => r.name === "ada").judged, 3);
  await page.locator("table").getByText(/\d+ % \(\d+ % – \d+ %\)/).first().waitFor();
  await page.getByLabel("Your name").fill("bo");
  await page.getByLabel("Your name").press("Tab");
  await page.getByLabel("records judged by another").check();
  await page.waitForURL(/second=1/);
  await verdict.waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("a");
  await page.getByText(/Two reviewers judged 1 record/).waitFor();
  const [gold] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Gold (TSV)" }).click()]);
  assert.match(readFileSync(await gold.path(), "utf8"), /^type\tmode\tstatus\ttext\n/);
  assert.deepEqual(page.faults, []);
});

test("without --review nothing can be changed, and the page says how", async () => {
  const page = await site.page();
  await page.goto(`${site.plain}review`);
  await page.getByText("This page is read-only.").waitFor();
  assert.deepEqual(await wrong(page), []);
  const event = (await api("api/events?order=reports&limit=1")).items[0];
  await page.goto(`${site.plain}event/${event.id}`);
  await page.locator(".reports").first().waitFor();
  assert.equal(await page.getByRole("button", { name: /Split|Merge/ }).count(), 0);
  const refused = await fetch(`${site.plain}api/events/${event.id}/merge`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ with: event.id }) });
  assert.equal(refused.status, 403);
});

test("an event is split and merged, and stays so", async () => {
  const page = await site.page();
  const event = (await api("api/events?order=reports&limit=1")).items[0];
  assert.ok(event.reports > 2, "a merged event");
  await page.goto(`${site.base}event/${event.id}`);
  await page.locator(".pick input").first().check();
  await page.getByRole("button", { name: "Split off the marked" }).click();
  await page.getByText("The marked reports are an event of their own now").waitFor({ timeout: 30_000 });
  await page.waitForFunction(() => document.querySelectorAll(".reports > li").length === 1);
  await page.reload();
  await page.locator(".reports > li").waitFor();
  assert.equal(await page.locator(".reports > li").count(), 1);
  await page.getByRole("button", { name: /^Merge with/ }).first().click();
  await page.getByText("The two are one event now").waitFor({ timeout: 30_000 });
  await page.waitForFunction(() => document.querySelectorAll(".reports > li").length > 1);
  await page.getByText("pinned").first().waitFor();
  assert.deepEqual(await wrong(page), []);
});

test("a pasted text and dropped files are coded, and too big ones are refused", async () => {
  const page = await site.page();
  await page.goto(`${site.base}paste`);
  await page.getByLabel("Published on").fill("2031-06-03");
  await page.getByLabel("Text", { exact: true }).fill("Russia's foreign minister met the Chinese foreign minister in Geneva on Monday. <img src=x onerror='window.hacked=1'>");
  await page.getByRole("button", { name: "Code it" }).click();
  await page.locator(".reading .record").first().waitFor();
  assert.match(await page.locator(".reading").innerText(), /Consult/);
  assert.deepEqual(await wrong(page), []);
  await shot(page, "pasted");
  const small = join(site.folder, "two.jsonl"), big = join(site.folder, "big.txt");
  writeFileSync(small, ["France sent aid to Chad on Monday.", "Iran threatened to attack Israel."].map((text, i) => JSON.stringify({ id: `p${i}`, date: "2031-06-03", text })).join("\n"));
  writeFileSync(big, "word ".repeat(60_000));
  await page.getByLabel("Files").setInputFiles([small, big]);
  await page.getByText("2 articles").waitFor();
  await page.getByText(/too big for this page/).waitFor();
  assert.equal(await page.locator(".reading").count(), 2);
  assert.deepEqual(await wrong(page), []);
});

test("a sentence is explained", async () => {
  const page = await site.page();
  await page.goto(`${site.base}codebook`);
  await page.getByRole("button", { name: "Explain" }).click();
  const told = page.locator("pre.explain");
  await told.waitFor();
  assert.match(await told.innerText(), /CONSULT/);
  await page.getByRole("navigation", { name: "Types" }).getByRole("link", { name: "Sanction" }).click();
  await page.waitForURL(/#SANCTION/);
  assert.deepEqual(await wrong(page), []);
});

test("what a view shows is downloaded in every format", async () => {
  const page = await site.page();
  await page.goto(`${site.base}?quad=4`);
  await settled(page);
  const total = (await api("api/events?quad=4&limit=1")).total;
  const panel = page.locator("section", { has: page.getByRole("heading", { name: "Latest" }) });
  const fetched = async (name) => {
    const [file] = await Promise.all([page.waitForEvent("download"), panel.getByRole("link", { name, exact: true }).click()]);
    return readFileSync(await file.path());
  };
  const csv = String(await fetched("CSV"));
  assert.ok(csv.startsWith("id,type,mode,quad,"));
  assert.equal(String(await fetched("JSONL")).trimEnd().split("\n").length, total);
  const parquet = await fetched("Parquet");
  assert.equal(String(parquet.subarray(0, 4)) + String(parquet.subarray(-4)), "PAR1PAR1");
  const geo = JSON.parse(String(await fetched("GeoJSON")));
  assert.equal(geo.type, "FeatureCollection");
  assert.ok(geo.features.length > 0 && geo.features.every((f) => f.geometry.type === "Point"));
});

test("empty views and errors say what to do", async () => {
  const page = await site.page();
  await page.goto(`${site.base}?q=zzzqqqxxx`);
  await page.getByText("No event fits these filters.").first().waitFor();
  assert.deepEqual(await wrong(page), []);
  await page.goto(`${site.base}event/nothing`);
  await page.getByText(/no event `nothing`/).waitFor();
  page.faults.length = 0;
  assert.deepEqual(await wrong(page), []);
  await page.goto(`${site.base}no/such/view`);
  await page.getByRole("heading", { name: "Not found" }).waitFor();
  await page.goto(`${site.base}?dyad=x&country=ZZZ`);
  await settled(page);
  await page.goto(site.base);
  await settled(page);
  await page.route("**/api/**", (r) => r.abort());
  await nav(page, "Actors");
  await page.getByText("the server can't be reached").waitFor();
  await page.unroute("**/api/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("tbody a.actor").first().waitFor();
});

test("the keys alone lead through the page", async () => {
  const page = await site.page();
  await page.goto(site.base);
  await settled(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
  for (let i = 0; i < 3; i++) await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Events");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/events/);
  await page.waitForFunction(() => document.activeElement?.id === "main");
});
