package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/xuri/excelize/v2"
)

// settingsFile writes a configuration for commands that run beside a product.
func settingsFile(t *testing.T, cfg Config) string {
	t.Helper()
	text, err := yaml.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return fileOf(t, "unionscreen.yaml", string(text))
}

// plantInFiles imports tables, events, logs and registries, and calls commands, with numbers wherever they take text.
func (w *watched) plantInFiles(t *testing.T, n *numbers) {
	t.Helper()
	mapping := w.input(t, "table.yaml", `format: table
source: /planted/table
key: [id]
events:
  - type: article.published
    time: {column: time, layout: "2006-01-02 15:04:05", zone: Asia/Shanghai}
    data: {union: {column: union}, article: {column: article}, channel: {column: channel}, title: {column: title, optional: true}, column: {column: column, optional: true}, url: {column: url, optional: true}}
`)
	header := []string{"id", "union", "article", "channel", "title", "column", "url", "time", "phone"}
	rows := [][]string{header}
	for i := range 900 {
		row := []string{fmt.Sprint("r", i), "YT-C01", fmt.Sprint("t", i), "website", "标题", "news", "https://x/", "2026-09-01 08:00:00", ""}
		row[i%len(row)] = strings.TrimSpace([]string{"", row[i%len(row)] + " "}[i/9%2] + disguised(n.next(), i/9))
		rows = append(rows, row)
	}
	table := w.input(t, "table.csv", csvOf(rows))
	named := w.input(t, n.next()+".csv", csvOf(rows[:20]))
	columns := w.input(t, "columns.csv", csvOf([][]string{append(slices.Clone(header[:8]), n.next()), append(slices.Clone(rows[1][:8]), "x", n.next())}))
	var events []string
	for i, golden := range goldenRecords(t) {
		plants := golden.plants()
		if value := plants[(i*7)%len(plants)](n.next()).Value; len(value) < 10_000 {
			events = append(events, strings.ReplaceAll(string(value), "\n", " "))
		}
	}
	lines := w.input(t, "events.ndjson", strings.Join(events, "\n")+"\n")
	var log strings.Builder
	for range 100 {
		fmt.Fprintf(&log, "%s - - [17/May/2026:10:05:03 +0800] \"GET /blog/%s HTTP/1.1\" 200 20 \"-\" \"Mozilla/5.0\"\n", "192.0.2.1", n.next())
		fmt.Fprintf(&log, "192.0.2.1 %s %s [17/May/2026:10:05:03 +0800] \"GET /blog/a?tel=%s HTTP/1.1\" 200 20 \"https://x/?%s\" \"Phone %s\"\nnonsense %s\n", n.next(), n.next(), n.next(), n.next(), n.next(), n.next())
	}
	access := w.input(t, "access.log", log.String())
	for _, c := range []struct{ file, mapping string }{{table, mapping}, {named, mapping}, {columns, mapping}, {w.workbook(t, rows), mapping}, {lines, ""}, {access, "../../deploy/examples/access-log.yaml"}} {
		args := []string{"import", c.file}
		if c.mapping != "" {
			args = append(args, "--map", c.mapping)
		}
		w.say(t, 0, args...)
		w.say(t, 1, append(args, "--dry-run")...)
		w.say(t, 1, "validate", c.file)
		rejects := strings.TrimSuffix(c.file, filepath.Ext(c.file)) + ".rejects" + filepath.Ext(c.file)
		text, err := os.ReadFile(rejects)
		if info, stat := os.Stat(rejects); err != nil || stat != nil || info.Mode().Perm() != 0o600 || c.file == table && len(n.in(text)) == 0 {
			t.Errorf("%s is not the sender's own: %v %v", rejects, err, info)
		}
	}
	w.plantInRegistry(t, n)
}

// plantInRegistry imports registries and services whose every column holds a number once, and registers such producers.
func (w *watched) plantInRegistry(t *testing.T, n *numbers) {
	t.Helper()
	for name, file := range map[string]string{"unions": "../../deploy/demo/registry.csv", "services": "../../deploy/demo/services.csv"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		for i := range strings.Split(lines[0], ",") {
			for _, at := range []int{0, 2} {
				row := strings.Split(lines[at], ",")
				row[i] = strings.TrimSpace(row[i] + " " + n.next())
				changed := slices.Clone(lines)
				changed[at] = strings.Join(row, ",")
				path := w.input(t, fmt.Sprintf("%s-%d-%d.csv", name, i, at), strings.Join(changed, "\n")+"\n")
				args := []string{"registry", "import", path}
				if name == "services" {
					args = []string{"registry", "import", "--services", path}
				}
				w.say(t, 1, args...)
			}
		}
	}
	good := w.input(t, n.next()+".csv", "code,name,kind,limit,limit_unit,accept_limit,valid_from,name_en\nlegal-aid,法律援助,service,5,working_days,,2020-01-01,Legal aid\n")
	w.say(t, 0, "registry", "import", "--services", good)
	w.say(t, 2, "producers", "add", "hall-"+n.next(), "--source", "/s", "--union", "YT-C01")
	w.say(t, 2, "producers", "add", "hall", "--source", "/s/"+n.next(), "--union", "YT-C01")
	w.say(t, 1, "producers", "token", "add", n.next())
	w.say(t, 2, n.next())
	w.say(t, 1, "import", n.next()+".csv", "--map", n.next()+".yaml")
}

// input makes a file of somebody's own, outside of what the product keeps.
func (w *watched) input(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(w.inputs, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func csvOf(rows [][]string) string {
	var text strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				text.WriteByte(',')
			}
			text.WriteString(`"` + cell + `"`)
		}
		text.WriteByte('\n')
	}
	return text.String()
}

func (w *watched) workbook(t *testing.T, rows [][]string) string {
	t.Helper()
	book := excelize.NewFile()
	var faults []error
	for i, row := range rows {
		faults = append(faults, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	path := filepath.Join(w.inputs, "table.xlsx")
	if err := errors.Join(append(faults, book.SaveAs(path), book.Close())...); err != nil {
		t.Fatal(err)
	}
	return path
}

// say runs a command and keeps what it prints, without the names of files that its user gave it.
func (w *watched) say(t *testing.T, want int, args ...string) {
	t.Helper()
	if !slices.Contains(args, "validate") && len(args) > 1 {
		args = append(args, "--config", w.config)
	}
	code, out, stderr := call(t, args...)
	if code != want {
		t.Errorf("%v: exit %d, want %d: %.500s", args, code, want, stderr)
	}
	for _, file := range args {
		if strings.HasPrefix(file, w.inputs) {
			bare := strings.TrimSuffix(file, filepath.Ext(file))
			out, stderr = strings.ReplaceAll(out, bare, "FILE"), strings.ReplaceAll(stderr, bare, "FILE")
		}
	}
	fmt.Fprintf(&w.said, "%s\n%s\n", out, stderr)
}
