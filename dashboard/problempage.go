package dashboard

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// forPeople marks a request for a page, so that its problem can be read by whoever sits before the browser.
type forPeople struct{}

// advice says to people why a page does not come and what to do; a problem without any has it all in its title.
type advice struct{ zh, en [2]string }

var advices = map[string]advice{
	codeLocalOnly: {
		zh: [2]string{
			"此页面显示各单位的得分、排名和超期业务，只应由有权限的人员查看。本版本还没有登录功能，无法确认访问者是谁，因此只向服务器本机开放。",
			"请在服务器本机的浏览器中打开 http://127.0.0.1（或 localhost）加端口，并且不要经过代理。需要在其他电脑上查看时，请管理员建立到服务器的 SSH 端口转发，再打开 http://localhost 加转发的端口。",
		},
		en: [2]string{
			"This page shows scores, ranks and overdue cases, which are for authorised people only. There is no sign-in yet, so the server cannot tell who asks and answers its own machine only.",
			"Open http://127.0.0.1 (or localhost) with the port in a browser on the server itself, without a proxy. To see it on another computer, ask an administrator for SSH port forwarding to the server and open http://localhost with the forwarded port.",
		},
	},
	codeNoPages: {
		zh: [2]string{"服务程序里没有这个页面的文件。", "请管理员运行 make deps 后重新编译，并重新启动服务。"},
		en: [2]string{"The files of this page are not in the program.", "Ask an administrator to run make deps, build again and restart the service."},
	},
	codeNotFound: {
		zh: [2]string{"地址可能输入有误。", "大屏在 /wall，排名在 /desk，口径说明在 /docs。"},
		en: [2]string{"The address may be mistyped.", "The wall is at /wall, the ranking at /desk, the definitions at /docs."},
	},
}

// problemStyle is the only style of a problem's page; its hash stands in the page's policy.
const problemStyle = "body{margin:12vh auto 0;max-width:36em;padding:0 1.5em;font:18px/1.7 'Noto Sans SC','Source Han Sans SC','Microsoft YaHei',sans-serif;color:#16202e;background:#f3f5f8}" +
	"h1{font-size:1.5em;line-height:1.4}small{color:#5a6778}"

// showProblem shows a problem in the language that the answer already names.
func showProblem(c *fiber.Ctx, out document) {
	language := string(c.Response().Header.Peek(fiber.HeaderContentLanguage))
	words := advices[out.Code].zh
	if language == "en" {
		words = advices[out.Code].en
	}
	var page strings.Builder
	page.WriteString(`<!doctype html><html lang="` + language + `"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>` +
		html.EscapeString(out.Title) + "</title><style>" + problemStyle + "</style></head><body><h1>" + html.EscapeString(out.Title) + "</h1>")
	for _, paragraph := range words {
		if paragraph != "" {
			page.WriteString("<p>" + html.EscapeString(paragraph) + "</p>")
		}
	}
	page.WriteString("<p><small>" + strconv.Itoa(out.Status) + " " + out.Code + "</small></p></body></html>")
	sum := sha256.Sum256([]byte(problemStyle))
	c.Set(fiber.HeaderContentSecurityPolicy, apiPolicy+"; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	c.Context().SetContentType("text/html; charset=utf-8")
	c.Response().SetBodyString(page.String())
}

// prefersHTML says whether a browser asks for a page: who names no kind of answer, or JSON as gladly, is a program.
func prefersHTML(accept string) bool {
	page, data := -1.0, 0.0
	for part := range strings.SplitSeq(accept[:min(len(accept), 300)], ",") {
		kind, parameters, _ := strings.Cut(part, ";")
		weight := 1.0
		if _, q, ok := strings.Cut(parameters, "q="); ok {
			parsed, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			if err != nil {
				continue
			}
			weight = parsed
		}
		switch strings.ToLower(strings.TrimSpace(kind)) {
		case "text/html", "application/xhtml+xml":
			page = max(page, weight)
		case "application/json", "application/problem+json":
			data = max(data, weight)
		}
	}
	return page > data
}
