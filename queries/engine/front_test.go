package engine_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func TestErrorsCarryTheCode(t *testing.T) {
	conn := open(t, start(t, nil))
	for _, c := range []struct {
		sql  string
		code int
	}{
		{"SELECT * FROM nowhere", 60},
		{"SELECT no_such_function(1)", 46},
		{"SELEC 1", 497},
		{"SELECT 1 +", 62},
		{"", 62},
		{"SELECT {x:String}", 456},
		{"SELECT 1 SETTINGS no_such_setting = 1", 115},
		{"DROP TABLE nowhere", 60},
		{"SELECT throwIf(number = 5, 'Code: 7. in the text') FROM numbers(10)", 395},
		// After the first blocks have gone out with status 200.
		{"SELECT throwIf(number = 3000000, 'late') FROM numbers(5000000)", 395},
	} {
		rows, err := conn.Query(t.Context(), c.sql)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
			_ = rows.Close()
		}
		if code(err) != c.code {
			t.Errorf("%s: code %d (%v), want %d", c.sql, code(err), err, c.code)
		}
	}
	if got := ask[uint8](t, conn, "SELECT 1"); got != 1 {
		t.Errorf("after the errors: %d", got)
	}
}

func TestOddStringsRoundTrip(t *testing.T) {
	conn := open(t, start(t, nil))
	odd := []string{
		"", "'", `"`, "`", `\`, `\'`, "\t", "\n", "\r", "a\x00b", "{x:String}", `\N`, "工会 — 数据 🏛",
	}
	for _, s := range odd {
		if got := ask[string](t, conn, "SELECT {x:String}", clickhouse.Named("x", s)); got != s {
			t.Errorf("got %q, want %q", got, s)
		}
	}
	if got := ask[[]string](t, conn, "SELECT {x:Array(String)}", clickhouse.Named("x", odd)); fmt.Sprint(got) != fmt.Sprint(odd) {
		t.Errorf("got %q, want %q", got, odd)
	}
	run(t, conn, "CREATE TABLE odd (s String) ENGINE = MergeTree ORDER BY s")
	if err := conn.Exec(t.Context(), "INSERT INTO odd SELECT {x:String}", clickhouse.Named("x", "it's; -- \\")); err != nil {
		t.Fatal(err)
	}
	if got := ask[string](t, conn, "SELECT s FROM {t:Identifier}", clickhouse.Named("t", "odd")); got != "it's; -- \\" {
		t.Errorf("got %q", got)
	}
	at := time.Date(2026, 11, 21, 1, 2, 3, 456789000, time.UTC)
	if got := ask[time.Time](t, conn, "SELECT {x:DateTime64(6, 'UTC')}", clickhouse.Named("x", at)); !got.Equal(at) {
		t.Errorf("got %s, want %s", got, at)
	}
}

func TestSettingsEndWithTheirRequest(t *testing.T) {
	conn := open(t, start(t, nil))
	const sql = `SELECT concat(toString(getSetting('async_insert')), ' ', toString(getSetting('max_execution_time')), ' ',
		toString(getSetting('max_threads')), ' ', getSetting('log_comment'))`
	base := ask[string](t, conn, sql)
	if !strings.HasPrefix(base, "false 300 ") {
		t.Fatalf("base settings: %q", base)
	}
	ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{
		"async_insert": 1, "max_execution_time": 7, "max_threads": 1, "log_comment": "it's \\ odd",
	}))
	var got string
	if err := conn.QueryRow(ctx, sql).Scan(&got); err != nil || got != `true 7 1 it's \ odd` {
		t.Fatalf("with settings: %q, %v", got, err)
	}
	// A request that fails leaves nothing behind either.
	if err := conn.Exec(ctx, "SELECT throwIf(1)"); code(err) != 395 {
		t.Fatalf("throwIf: %v", err)
	}
	bad := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_threads": 1, "no_such_setting": 1}))
	if err := conn.Exec(bad, "SELECT 1"); code(err) != 115 {
		t.Fatalf("unknown setting: %v", err)
	}
	readonly := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"readonly": 2}))
	if err := conn.Exec(readonly, "CREATE TABLE no (n Int8) ENGINE = Memory"); code(err) != 164 {
		t.Fatalf("readonly: %v", err)
	}
	for range 20 {
		if got := ask[string](t, conn, sql); got != base {
			t.Fatalf("next request: %q, want %q", got, base)
		}
	}
}

func TestParallelRequests(t *testing.T) {
	conn := open(t, start(t, func(c *engineConfig) { c.ConnectionPool = 4 }))
	run(t, conn, "CREATE TABLE p (w UInt32, n UInt32) ENGINE = MergeTree ORDER BY (w, n)")
	var group sync.WaitGroup
	for w := range uint32(8) {
		group.Go(func() {
			for n := range uint32(10) {
				ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"log_comment": fmt.Sprint(w)}))
				if err := conn.Exec(ctx, "INSERT INTO p SELECT {w:UInt32}, {n:UInt32}", clickhouse.Named("w", w), clickhouse.Named("n", n)); err != nil {
					t.Error(err)
					return
				}
				var comment string
				var count uint64
				err := conn.QueryRow(ctx, "SELECT getSetting('log_comment'), count() FROM p WHERE w = {w:UInt32}", clickhouse.Named("w", w)).Scan(&comment, &count)
				if err != nil || comment != fmt.Sprint(w) || count != uint64(n)+1 {
					t.Errorf("worker %d: comment %q, count %d, %v", w, comment, count, err)
				}
			}
		})
	}
	group.Wait()
	if got := ask[uint64](t, conn, "SELECT count() FROM p"); got != 80 {
		t.Errorf("%d rows, want 80", got)
	}
}

func TestPasswordIsNeeded(t *testing.T) {
	e := start(t, nil)
	for _, c := range []struct {
		path, password string
		status         int
		code           string
	}{
		{"/ping", "", 200, ""},
		{"/?query=SELECT+1", "", 401, "516"},
		{"/?query=SELECT+1", "wrong", 401, "516"},
		{"/?query=SELECT+1&password=wrong", "", 401, "516"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+e.Addr()+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.password != "" {
			req.SetBasicAuth("unionscreen", c.password)
		}
		response, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != c.status || response.Header.Get("X-ClickHouse-Exception-Code") != c.code {
			t.Errorf("%s: %d %q", c.path, response.StatusCode, response.Header.Get("X-ClickHouse-Exception-Code"))
		}
	}
}

// post sends a request as no clickhouse-go would.
func post(t *testing.T, e interface{ DSN(string) string }, query url.Values, body io.Reader) (status int, text string) {
	t.Helper()
	dsn, err := url.Parse(e.DSN(""))
	if err != nil {
		t.Fatal(err)
	}
	dsn.Path = "/"
	dsn.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, dsn.String(), body)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(bytes.TrimSpace(all))
}

func TestPlainHTTP(t *testing.T) {
	e := start(t, nil)
	q := func(pairs ...string) url.Values {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	for _, c := range []struct {
		query  url.Values
		body   string
		status int
		want   string
	}{
		{q(), "SELECT 1, 'a'", 200, "1\ta"},
		{q("query", "SELECT {x:UInt8} FORMAT CSV", "param_x", "7"), "", 200, "7"},
		{q(), "CREATE TABLE h (n UInt8) ENGINE = MergeTree ORDER BY n", 200, ""},
		{q("query", "INSERT INTO h FORMAT CSV"), "1\n2\n", 200, ""},
		{q(), "INSERT INTO h FORMAT CSV\n3\n4", 200, ""},
		{q(), "INSERT INTO h VALUES (5), (6);", 200, ""},
		{q(), "SELECT groupArray(n) FROM (SELECT n FROM h ORDER BY n);", 200, "[1,2,3,4,5,6]"},
		{q("database", "default"), "SELECT count() FROM h", 200, "6"},
		{q("database", "nowhere"), "SELECT 1", 500, "Code: 81."},
		{q("query", "SELECT 1"), "1", 400, "Code: 36."},
		{q("query", "SELECT 1", "compress", "1"), "", 400, "Code: 48."},
		{q("query", "SELECT 1", "session_id", "a"), "", 400, "Code: 48."},
		{q("query", "SELECT 1", "a b", "1"), "", 400, "Code: 36."},
		{q("query", "INSERT INTO h FORMAT Native"), "", 400, "Code: 36."},
		{q("query", "INSERT INTO h FORMAT Native"), "\x00\x00", 400, "Code: 36."},
		{q("query", "INSERT INTO h FORMAT CSV"), "x", 500, "Code: 117."},
	} {
		status, text := post(t, e, c.query, strings.NewReader(c.body))
		if status != c.status || !strings.HasPrefix(text, c.want) || c.want == "" && text != "" {
			t.Errorf("%v %q: %d %q, want %d %q", c.query, c.body, status, text, c.status, c.want)
		}
	}
}

// TestBrokenBodyInsertsNothing cuts the connection inside an INSERT.
func TestBrokenBodyInsertsNothing(t *testing.T) {
	e := start(t, nil)
	conn := open(t, e)
	run(t, conn, "CREATE TABLE b (n UInt32) ENGINE = MergeTree ORDER BY n")
	dsn, err := url.Parse(e.DSN(""))
	if err != nil {
		t.Fatal(err)
	}
	password, _ := dsn.User.Password()
	raw, err := net.Dial("tcp", e.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	rows := strings.Repeat("1\n", 200_000)
	_, err = fmt.Fprintf(raw, "POST /?query=%s HTTP/1.1\r\nHost: x\r\nX-ClickHouse-Key: %s\r\nContent-Length: %d\r\n\r\n%s",
		url.QueryEscape("INSERT INTO b FORMAT TSV"), password, 2*len(rows), rows)
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(raw), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != 400 || response.Header.Get("X-ClickHouse-Exception-Code") != "36" {
		t.Errorf("answer %s, code %s", response.Status, response.Header.Get("X-ClickHouse-Exception-Code"))
	}
	if got := ask[uint64](t, conn, "SELECT count() FROM b"); got != 0 {
		t.Errorf("%d rows of a broken request", got)
	}
}
