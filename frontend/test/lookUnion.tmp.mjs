import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import "ws";
new URL("../../dashboard/push/testdata/frames/", import.meta.url);
/** An instant as the server writes it, in the zone of the boards. */
function written(milliseconds) {
	return new Date(milliseconds + 288e5).toISOString().replace("Z", "+08:00");
}
const morning = Date.parse("2026-11-21T10:24:12.345+08:00");
// test/cards.ts
const folder = new URL("../../dashboard/testdata/answers/", import.meta.url);
function goldenAnswer(name) {
	return JSON.parse(readFileSync(new URL(name, folder), "utf8"));
}
/** The golden card as of a second before the test's morning; change works on a copy. */
function card(change) {
	const answer = goldenAnswer("score.json");
	answer.as_of = written(morning - 1e3);
	answer.previous = {
		id: "2026-Q3",
		state: "issued"
	};
	answer.unit.previous = {
		rank: answer.unit.rank - 2,
		tied: false,
		total: "88.10",
		gained: -2
	};
	change?.(answer);
	return answer;
}
/** An item by its id, for a change of it. */
function itemOf(answer, id) {
	const found = answer.items.find((item) => item.id === id);
	if (found === void 0) throw new Error(`the card has no item ${id}`);
	return found;
}
/**
* One item does not apply, one has no data, one has full marks; a bonus and a deduction were entered. By hand:
* 14.33 + 0 + 12.80 + 20 = 47.13 of 80; × 100 / 80 = 58.9125 → 58.91; + 2.50 − 0.50 = 60.91.
*/
function mixedCard(change) {
	return card((answer) => {
		Object.assign(itemOf(answer, "reads"), {
			state: "no_data",
			value: "",
			numerator: "",
			marks: "0.00",
			lost: "20.00",
			formula: "",
			reason: "no_data",
			position: 6,
			why: {
				zh: "阅读量无数据：本期没有收到阅读数据，记 0 分",
				en: "Article reads: no data was reported in the period; 20 of 20 marks lost"
			}
		});
		Object.assign(itemOf(answer, "applications"), {
			value: "230",
			marks: "20.00",
			lost: "0.00",
			reason: "full_marks",
			remedy: {
				zh: "",
				en: ""
			},
			position: 1,
			formula: "20 × min(230 / 200, 1) = 20.00"
		});
		Object.assign(itemOf(answer, "completions"), {
			state: "not_applicable",
			value: "",
			numerator: "",
			marks: "",
			lost: "",
			formula: "",
			reason: "no_target",
			target: "0",
			position: 0,
			of: 5,
			why: {
				zh: "业务办结数没有目标，不适用",
				en: "Completions: no target was set, so the item does not apply"
			},
			remedy: {
				zh: "",
				en: ""
			}
		});
		answer.losses = [
			"reads",
			"verified_members",
			"articles"
		];
		Object.assign(answer.unit, {
			sum: "47.13",
			factor: "1.2500",
			formula: "47.13 × 100 / 80 = 58.91",
			base: "58.91",
			bonus: "2.50",
			deductions: "0.50",
			total: "60.91",
			total_formula: "58.91 + 2.50 − 0.50 = 60.91",
			adjustments: [{
				id: "national-award",
				kind: "bonus",
				points: "2.5",
				counted: "2.5",
				ground: "获评全国模范职工之家"
			}, {
				id: "late-report",
				kind: "deduction",
				points: "0.5",
				counted: "0.5",
				ground: "一次月报迟交"
			}]
		});
		for (const one of answer.neighbours) if (one.union === answer.unit.union) one.total = "60.91";
		change?.(answer);
	});
}
/** A scheme of many items: so many cost marks, the others have full marks. */
function wideCard() {
	return card((answer) => {
		const [model] = answer.items;
		if (model === void 0) throw new Error("the golden card has no items");
		answer.items = goldenAnswer("indicators.json").indicators.slice(0, 25).map((indicator, index) => {
			const lost = index % 3 === 0 ? "0.00" : (.35 + index * .05).toFixed(2);
			return {
				...model,
				id: indicator.id,
				indicator: indicator.id,
				names: indicator.names,
				unit: indicator.unit,
				points: "4",
				lost,
				marks: (4 - Number(lost)).toFixed(2),
				mean: "3.10",
				position: 1 + index % 6
			};
		});
		answer.losses = answer.items.filter((item) => item.lost !== "0.00").sort((a, b) => Number(b.lost) - Number(a.lost)).map((item) => item.id);
		answer.unit.total = answer.unit.base = (100 - answer.items.reduce((sum, item) => sum + Number(item.lost), 0)).toFixed(2);
	});
}
/** Midnights of half a year with ups, downs and a gap, up to the morning. */
function longTrend() {
	return {
		union: "330125",
		points: Array.from({ length: 176 }, (_, index) => {
			const at = Date.parse("2026-05-30T00:00:00+08:00") + index * 864e5;
			const rank = index > 60 && index < 72 ? 0 : 24 + Math.min(5, Math.floor(index / 30)) - (index > 150 ? 2 : 0);
			return {
				at: written(at).replace(".000", ""),
				period: index < 32 ? "2026-Q2" : index < 124 ? "2026-Q3" : "2026-Q4",
				group: "county",
				rank,
				of: 30,
				total: rank === 0 ? "" : "66.80",
				full_marks: "100"
			};
		})
	};
}
/** So many overdue cases of the union and those below it, with and without links. */
function cases(count, after = 0) {
	const services = [
		["困难职工帮扶申请", "Hardship relief"],
		["法律援助申请", "Legal aid"],
		["会员卡挂失补办", "Lost card replacement"],
		["职工互助保障理赔", "Mutual aid claim"]
	];
	const list = Array.from({ length: count }, (_, index) => {
		const [zh = "", en = ""] = services[index % services.length] ?? [];
		return {
			case: `330125-202611${String(10 + index % 9).padStart(2, "0")}-${String(index + after + 1).padStart(4, "0")}`,
			union: "330125",
			name: index % 3 === 2 ? "枫岭县教育工会" : "枫岭县总工会",
			short_name: index % 3 === 2 ? "枫岭县教育工会" : "枫岭县",
			service: index === 3 ? "mutual-aid" : `s${index}`,
			service_names: {
				zh,
				en
			},
			kind: "service",
			submitted: "2026-10-30T10:00:00+08:00",
			deadline: written(morning - (6 - index % 5) * 864e5 - index * 4e6),
			url: index === 4 ? "" : `https://hall.example.org/case/${index + after + 1}`
		};
	});
	return {
		union: "330125",
		as_of: written(morning - 1e3),
		total: count,
		cases: list
	};
}
// test/browser.ts
const output = fileURLToPath(new URL("../../test-output/wall/", import.meta.url));
async function launch() {
	mkdirSync(output, { recursive: true });
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: [
			"--headless=new",
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
			"--force-color-profile=srgb",
			"--hide-scrollbars=false"
		]
	});
}
fileURLToPath(new URL("..", import.meta.url));
/** Where the tests' build stands. */
const built = new URL("../../test-output/dist/", import.meta.url);
fileURLToPath(built);
const types = {
	".html": "text/html; charset=utf-8",
	".js": "text/javascript",
	".css": "text/css",
	".svg": "image/svg+xml",
	".woff2": "font/woff2"
};
/** What the product's server sends too: nothing inline, nothing from elsewhere. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self'; connect-src 'self'";
// test/deskServer.ts
const dist = fileURLToPath(built);
const pages = [
	"/desk",
	"/union",
	"/docs"
];
var DeskServer = class {
	/** The server's clock. */
	now = morning;
	/** Answers by path; a path without one does not exist. */
	answers = /* @__PURE__ */ new Map();
	/** Every question that was asked of /api, in order. */
	asked = [];
	http = null;
	port = 0;
	get origin() {
		return `http://127.0.0.1:${this.port}`;
	}
	async start() {
		const http = createServer((request, response) => {
			const url = new URL(request.url ?? "/", "http://localhost");
			response.sendDate = false;
			response.setHeader("Date", new Date(this.now).toUTCString());
			if (url.pathname.startsWith("/api/")) return this.tell(url, response);
			const file = pages.includes(url.pathname) ? "/desk.html" : url.pathname;
			readFile(join(dist, file)).then((content) => {
				response.writeHead(200, {
					"content-type": types[extname(file)] ?? "application/octet-stream",
					"content-security-policy": policy
				});
				response.end(content);
			}, () => response.writeHead(404).end());
		});
		await new Promise((resolve) => http.listen(this.port, "127.0.0.1", resolve));
		this.port = http.address().port;
		this.http = http;
	}
	async stop() {
		const http = this.http;
		this.http = null;
		if (http === null) return;
		http.closeAllConnections();
		await new Promise((resolve) => http.close(resolve));
	}
	tell(url, response) {
		this.asked.push(url.pathname + url.search);
		const given = this.answers.get(url.pathname)?.(url.searchParams) ?? {
			status: 404,
			body: {
				code: "not_found",
				title: "没有这个地址",
				status: 404
			}
		};
		response.writeHead(given.status ?? 200, { "content-type": given.status === void 0 ? "application/json; charset=utf-8" : "application/problem+json; charset=utf-8" });
		response.end(JSON.stringify(given.body));
	}
};
// test/lookUnion.tmp.ts
const out = "/tmp/us/union-shots/";
const want = process.argv.slice(2);
const server = new DeskServer();
await server.start();
const browser = await launch();
async function shot(name, body, path, width, height, opt = {}) {
	if (want.length > 0 && !want.some((w) => name.startsWith(w))) return;
	server.now = opt.now ?? morning;
	server.answers.set("/api/v1/unions/330125/score", () => opt.status ? {
		status: opt.status,
		body
	} : { body });
	server.answers.set("/api/v1/unions/330125/trend", () => ({ body: opt.trend ?? longTrend() }));
	server.answers.set("/api/v1/unions/330125/overdue", () => ({ body: opt.cases ?? cases(6) }));
	server.answers.set("/api/v1/unions/330125", () => ({ body: { name: "枫岭县教育工会" } }));
	server.answers.set("/api/v1/unions/330102", () => ({ body: { name: "枫岭县总工会" } }));
	server.answers.set("/api/v1/standings", () => ({ body: goldenAnswer("standings.json") }));
	server.answers.set("/api/v1/indicators", () => ({ body: goldenAnswer("indicators.json") }));
	server.answers.set("/api/v1/schemes/current", () => ({ body: goldenAnswer("scheme.json") }));
	const ctx = await browser.newContext({ reducedMotion: "reduce" });
	const page = await ctx.newPage();
	page.on("console", (m) => {
		if (m.type() === "error") console.log(name, m.text());
	});
	page.on("pageerror", (e) => console.log(name, e.message));
	await page.setViewportSize({
		width,
		height
	});
	await page.goto(server.origin + path);
	await page.waitForSelector(opt.until ?? "[data-test=own]");
	await page.waitForTimeout(300);
	if (opt.act) await opt.act(page);
	await page.evaluate(() => document.fonts.ready.then(() => void 0));
	await page.waitForTimeout(300);
	if (opt.pdf) await page.pdf({
		path: `${out}${name}.pdf`,
		preferCSSPageSize: true,
		printBackground: true
	});
	else await page.screenshot({
		path: `${out}${name}.png`,
		fullPage: opt.full ?? true
	});
	const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	if (over > 0) console.log(name, "page is", over, "px too wide");
	await ctx.close();
}
const U = "/union?union=330125";
const first = () => card((c) => {
	c.unit.rank = 1;
	c.gap = null;
	c.unit.tied = true;
});
const veto = () => card((c) => {
	c.unit.rank = 0;
	c.unit.veto = "发生较大生产安全责任事故";
	c.gap = null;
	c.neighbours = [];
});
const none = () => card((c) => {
	c.unit.rank = 0;
	c.unit.total = c.unit.base = "";
	c.gap = null;
	c.neighbours = [];
	c.losses = [];
	for (const i of c.items) Object.assign(i, {
		state: "not_applicable",
		value: "",
		marks: "",
		lost: "",
		formula: "",
		position: 0,
		of: 0,
		mean: "",
		reason: "no_target",
		why: {
			zh: "",
			en: ""
		},
		remedy: {
			zh: "",
			en: ""
		}
	});
});
await shot("gold-1440", card(), U, 1440, 900);
await shot("gold-390", card(), U, 390, 844);
await shot("gold-en-1440", card(), U + "&lang=en", 1440, 900);
await shot("gold-en-390", card(), U + "&lang=en", 390, 844);
await shot("mixed-1440", mixedCard(), U, 1440, 900, { act: async (p) => {
	await p.click("[data-step=verified_members] button");
} });
await shot("mixed-390", mixedCard(), U, 390, 844, { act: async (p) => {
	await p.click("[data-step=verified_members] button");
} });
await shot("mixed-en-1440", mixedCard(), U + "&lang=en", 1440, 900, { act: async (p) => {
	await p.click("[data-step=reads] button");
} });
await shot("wide-1920", wideCard(), U, 1920, 1080, { trend: goldenAnswer("trend.json") });
await shot("wide-en-390", wideCard(), U + "&lang=en", 390, 844);
await shot("wide-en-1440", wideCard(), U + "&lang=en", 1440, 900);
await shot("first-1440", first(), U, 1440, 500, { full: false });
await shot("veto-1440", veto(), U, 1440, 900, {
	trend: {
		union: "330125",
		points: []
	},
	cases: { ...cases(0) }
});
await shot("veto-en-390", veto(), U + "&lang=en", 390, 844);
await shot("none-1440", none(), U, 1440, 900);
await shot("none-en-390", none(), U + "&lang=en", 390, 844);
await shot("4k", card(), U, 3840, 2160, { full: false });
await shot("t900", card(), U, 900, 900);
await shot("stale-1440", card(), U, 1440, 500, {
	now: morning + 2e5,
	full: false
});
await shot("offline-390", card(), U, 390, 500, {
	full: false,
	act: async (p) => {
		await server.stop();
		await p.evaluate(() => window.dispatchEvent(new Event("online")));
		await p.waitForSelector(".band");
		await server.start();
	}
});
await shot("notranked-1440", {
	code: "not_ranked",
	status: 404,
	title: "该单位不单独排名",
	union: "330102"
}, U, 1440, 600, {
	status: 404,
	until: "[data-test=not-ranked]",
	full: false
});
await shot("notranked-en-390", {
	code: "not_ranked",
	status: 404,
	title: "x",
	union: "330102"
}, U + "&lang=en", 390, 600, {
	status: 404,
	until: "[data-test=not-ranked]",
	full: false
});
await shot("absent-1440", {
	code: "no_union",
	status: 404,
	title: "x"
}, U, 1440, 600, {
	status: 404,
	until: "[data-test=not-ranked]",
	full: false
});
await shot("notready-1440", {
	code: "not_ready",
	status: 503,
	title: "数据尚在读取，请稍候"
}, U, 1440, 600, {
	status: 503,
	until: ".notice",
	full: false
});
await shot("chooser-1440", card(), "/union", 1440, 900, { until: "[data-test=chooser] li" });
await shot("chooser-390", card(), "/union", 390, 844, { until: "[data-test=chooser] li" });
await shot("docs-1440", card(), "/docs", 1440, 2200, {
	until: "[data-test=entry]",
	full: false
});
await shot("docs-en-1440", card(), "/docs?lang=en", 1440, 2200, {
	until: "[data-test=entry]",
	full: false
});
await shot("docs-390", card(), "/docs", 390, 2600, {
	until: "[data-test=entry]",
	full: false
});
await shot("docs-mark-1440", card(), "/docs?indicator=on_time_rate", 1440, 900, {
	until: "[data-test=entry]",
	full: false
});
await shot("docs-search-1440", card(), "/docs?q=认证", 1440, 900, {
	until: "[data-test=entry]",
	full: false
});
await shot("docs-4k", card(), "/docs", 3840, 2160, {
	until: "[data-test=entry]",
	full: false
});
await shot("print", mixedCard(), U, 1440, 900, { pdf: true });
await shot("print-docs", card(), "/docs", 1440, 900, {
	pdf: true,
	until: "[data-test=entry]"
});
await browser.close();
await server.stop();
export {};
