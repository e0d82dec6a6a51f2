package dashboard

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"unionscreen/aggregator"
	"unionscreen/ingest/feed/sheet"
)

const xlsxMedia = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// csvRows reads a CSV answer.
func csvRows(t *testing.T, body string) [][]string {
	t.Helper()
	body, bom := strings.CutPrefix(body, "\ufeff")
	if !bom {
		t.Errorf("no BOM: %.40q", body)
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestStandingsAsCSV holds the file to the JSON of the same question: same units, order and figures.
func TestStandingsAsCSV(t *testing.T) {
	r := start(t, demo(), built())
	for _, group := range []string{"", "&group=" + r.figures.board.Groups[0].ID} {
		response, body := r.ask(t, "GET", "/api/v1/standings?format=csv&lang=zh"+group, "")
		if response.StatusCode != 200 || response.Header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" || response.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v", response.StatusCode, response.Header)
		}
		rows := csvRows(t, body)
		column := func(name string) int { return slices.Index(rows[0], name) }
		n := 0
		for _, g := range r.figures.board.Groups {
			if group != "" && g.ID != r.figures.board.Groups[0].ID {
				continue
			}
			for _, u := range g.Units {
				n++
				row := rows[n]
				if row[1] != u.Union || row[column("总分")] != orDash(u.Total) || row[column("基础分")] != orDash(u.Base) || row[column("发稿量 得分")] != orDash(u.Items[0].Marks) {
					t.Errorf("row %d: %v; want %s with %s", n, row, u.Union, u.Total)
				}
			}
		}
		if n != len(rows)-1 {
			t.Errorf("%d rows of %d units", len(rows)-1, n)
		}
	}
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

// TestFilesAreNamed checks both names of a file: one that everything understands and one for people.
func TestFilesAreNamed(t *testing.T) {
	r := start(t, demo(), built())
	first := r.figures.board.Groups[0]
	for _, c := range []struct{ path, plain, name string }{
		{"/api/v1/standings?format=xlsx&group=" + first.ID, "standings-2026-Q4-" + first.ID + ".xlsx", "2026年第四季度-" + strings.NewReplacer("（", "", "）", "", "、", "").Replace(first.Names.ZH) + "-排名.xlsx"},
		{"/api/v1/standings?format=csv&lang=en", "standings-2026-Q4.csv", "2026 Q4-ranking.csv"},
		{"/api/v1/measures?format=csv&period=2026-11-21&union=330101", "measures-2026-11-21-330101.csv", "2026年11月21日-指标数据.csv"},
		{"/api/v1/unions?format=xlsx", "unions.xlsx", "工会名录.xlsx"},
	} {
		response, _ := r.ask(t, "HEAD", c.path, "")
		got := response.Header.Get("Content-Disposition")
		plain, name, _ := strings.Cut(strings.TrimPrefix(got, `attachment; filename="`), `"; filename*=UTF-8''`)
		decoded, err := url.PathUnescape(name)
		if response.StatusCode != 200 || plain != c.plain || decoded != c.name || err != nil {
			t.Errorf("HEAD %s: %d %s (%s, %v), want %s and %s", c.path, response.StatusCode, got, decoded, err, c.plain, c.name)
		}
	}
}

// sheetRows reads rows of a sheet of an XLSX answer below its header.
func sheetRows(t *testing.T, body, name string, header int) [][]string {
	t.Helper()
	cfg := sheet.Default()
	cfg.Sheet, cfg.Header, cfg.Merged = name, header, "fill"
	in, err := sheet.Open("x.xlsx", bytes.NewReader([]byte(body)), int64(len(body)), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var rows [][]string
	for {
		row, err := in.Next()
		var fault sheet.Fault
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil && !errors.As(err, &fault) {
			t.Fatal(err)
		}
		rows = append(rows, append(row.Cells, row.Over...))
	}
}

func TestMeasuresAndUnionsAsFiles(t *testing.T) {
	r := start(t, demo(), built())
	_, body := r.ask(t, "GET", "/api/v1/measures?format=csv&lang=en", "")
	rows := csvRows(t, body)
	if got, want := strings.Join(rows[1], "|"), "330101|<script>澄湖区</script>总工会|on_time_rate|On-time rate|value|88.34|%|25783|29186|||2026-11-21 08:00:00"; len(rows) != 2 || got != want {
		t.Errorf("measures as CSV: %v, want %s", rows, want)
	}
	_, body = r.ask(t, "GET", "/api/v1/measures", "", "Accept", xlsxMedia)
	if got := sheetRows(t, body, "指标数据", 3); len(got) != 1 || got[0][3] != "按时办结率" || got[0][5] != "88.34" || got[0][7] != "25783" {
		t.Errorf("measures as XLSX: %v", got)
	}
	_, body = r.ask(t, "GET", "/api/v1/unions?format=xlsx", "")
	if got := sheetRows(t, body, "工会名录", 3); len(got) != 2 || strings.Join(got[1], "|") != "330101|<script>澄湖区</script>总工会|澄湖区|3301|county|county|1||reads|2020-01-01||" {
		t.Errorf("unions as XLSX: %v", got)
	}
	r.figures.board = nil // no figures yet: the registry can be had all the same
	response, body := r.ask(t, "GET", "/api/v1/unions?format=csv", "")
	if response.StatusCode != 200 || len(csvRows(t, body)) != 3 {
		t.Errorf("unions without figures: %d %s", response.StatusCode, body)
	}
}

// TestFormOfAnswers reads Accept as RFC 9110 says; what a browser sends for a page gets JSON.
func TestFormOfAnswers(t *testing.T) {
	r := start(t, demo(), built())
	for accept, want := range map[string]string{
		"": "application/json", "*/*": "application/json", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "application/json",
		"text/csv": "text/csv", "text/csv;q=0.5, application/json": "application/json", "application/json;q=0.1, text/csv": "text/csv",
		xlsxMedia: xlsxMedia, "text/csv;q=0, */*": "application/json", "text/csv;q=x": "application/json", ",,;": "application/json",
	} {
		response, _ := r.ask(t, "GET", "/api/v1/unions", "", "Accept", accept)
		if got, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";"); got != want || !strings.Contains(response.Header.Get("Vary"), "Accept") {
			t.Errorf("Accept %q: %s (Vary %q), want %s", accept, got, response.Header.Get("Vary"), want)
		}
	}
	_, body := r.ask(t, "GET", "/api/v1/unions?format=csv", "", "Accept-Language", "en")
	if !strings.HasPrefix(body, "\ufeffCode,Name,") {
		t.Errorf("an English reader gets %.60q", body)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	r := start(t, demo(), built())
	for _, c := range []struct {
		path, code string
		status     int
	}{
		{"/api/v1/standings?format=pdf", codeBadParameter, 400}, {"/api/v1/standings?format=csv&lang=fr", codeBadParameter, 400},
		{"/api/v1/standings?format=csv&group=nobody", codeNoGroup, 404}, {"/api/v1/standings?format=xlsx&period=2027-Q1", codeNotBegun, 404},
		{"/api/v1/measures?format=xlsx&union=nobody", codeNoUnion, 404}, {"/api/v1/standings?format=csv&version=9", codeNoVersion, 404},
	} {
		response, body := r.ask(t, "GET", c.path, "")
		wantProblem(t, response, body, c.status, c.code)
	}
	for range cap(r.exporting) {
		r.exporting <- struct{}{}
	}
	response, body := r.ask(t, "GET", "/api/v1/unions?format=csv", "")
	wantProblem(t, response, body, 429, codeExportsCrowded)
	if response.Header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After %q", response.Header.Get("Retry-After"))
	}
	<-r.exporting
	if response, _ := r.ask(t, "GET", "/api/v1/unions?format=csv", ""); response.StatusCode != 200 {
		t.Errorf("a place came free, and the answer is %d", response.StatusCode)
	}
	if response, _ := r.ask(t, "GET", "/api/v1/unions?format=csv", ""); response.StatusCode != 200 {
		t.Errorf("a file that was written keeps its place: %d", response.StatusCode)
	}
}

// TestFileOfAYear tells the quarters of a year apart from measures.
func TestFileOfAYear(t *testing.T) {
	board := aggregator.Board{Owner: aggregator.Owner{Name: "云汀市总工会"}, Period: aggregator.Period{ID: "2026", Kind: aggregator.KindYear}, State: "open",
		Groups: []aggregator.Group{{ID: "county", Names: aggregator.Names{ZH: "县市区组"}, FullMarks: "200", Units: []aggregator.Unit{{Union: "330101", Name: "澄湖区总工会", Rank: 1, Total: "170.50", Base: "170.50",
			Items: []aggregator.Item{{Indicator: "2026-Q1", State: "value", Marks: "80.25", Points: "100"}, {Indicator: "2026-Q2", State: "value", Marks: "90.25", Points: "100"}}}}}}}
	doc, found, err := StandingsFile(&board, nil, "county", demo().Zone)
	if err != nil || !found || len(doc.Groups) != 1 {
		t.Fatalf("%v %t %v", doc, found, err)
	}
	items := doc.Groups[0].Items
	if items[0].Names.ZH != "2026年第一季度" || items[1].Names.EN != "2026 Q2" || items[0].Family != "" || doc.Groups[0].Units[0].Row.Items[1].Marks != "90.25" {
		t.Errorf("%+v", items)
	}
}

// TestOneUnionsRow asks for one union's row, which has its group's rank and mean, as JSON and as files.
func TestOneUnionsRow(t *testing.T) {
	r := start(t, demo(), built())
	g := r.figures.board.Groups[0]
	own := g.Units[len(g.Units)-1]
	_, body := r.ask(t, "GET", "/api/v1/standings?union="+own.Union, "")
	all := decode[inAll](t, body)
	if len(all.Groups) != 1 || len(all.Groups[0].Units) != 1 || all.Groups[0].Mean != g.Mean || !reflect.DeepEqual(all.Groups[0].Units[0], own) {
		t.Errorf("%+v, want %s alone", all.Groups, own.Union)
	}
	if _, body = r.ask(t, "GET", "/api/v1/standings?group="+g.ID, ""); len(decode[inGroup](t, body).Units) != len(g.Units) {
		t.Error("the board lost rows to who asked before")
	}
	_, body = r.ask(t, "GET", "/api/v1/standings?format=csv&lang=zh&union="+own.Union, "")
	rows := csvRows(t, body)
	if len(rows) != 2 || rows[1][1] != own.Union || rows[1][slices.Index(rows[0], "总分")] != own.Total || rows[1][slices.Index(rows[0], "名次")] != strconv.Itoa(own.Rank) {
		t.Errorf("%v, want the row of %s", rows, own.Union)
	}
	response, body := r.ask(t, "GET", "/api/v1/standings?format=xlsx&lang=zh&group="+g.ID+"&union="+own.Union, "")
	if got := response.Header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="standings-2026-Q4-`+g.ID+"-"+own.Union+`.xlsx"`) {
		t.Errorf("named %s", got)
	}
	check := sheetRows(t, body, "校验", 3)
	if len(check) != 1 || check[0][2] != own.Name || check[0][10] != "一致" || check[0][12] != strconv.Itoa(own.Rank) || check[0][13] != "—" {
		t.Errorf("check %v, want the total recomputed and the rank of the whole group", check)
	}
	for _, c := range []struct{ path, code string }{{"/api/v1/standings?union=nobody", codeNoUnion}, {"/api/v1/standings?union=3301&format=csv", codeNotRanked}, {"/api/v1/standings?union=" + own.Union + "&group=gone", codeNoGroup}} {
		response, body := r.ask(t, "GET", c.path, "")
		wantProblem(t, response, body, 404, c.code)
	}
}
