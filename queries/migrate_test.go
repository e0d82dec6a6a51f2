package queries

import (
	"os"
	"strings"
	"testing"
	"time"
)

func tables(t *testing.T, s *Store) string {
	t.Helper()
	rows, err := s.conn.Query(t.Context(), "SHOW TABLES")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

const allTables = "account_fact activity_fact article_fact attendance base_fact board card_fact case_fact cell deadline identity join_fact ledger link mark member_fact migration " +
	"online_fact outs project_fact rating_fact reported_fact setting state_fact thread verdict"

func TestMigrateTakesEachStepOnce(t *testing.T) {
	s := newStore(t)
	if got := tables(t, s); got != allTables {
		t.Errorf("tables %s, want %s", got, allTables)
	}
	f := newFeed(t, s)
	f.send(published("1", "u1", "a", "2026-10-05"))
	for range 2 {
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	f.advance(closed)
	f.expect(Articles, quarter(closed), "u1 reported articles=1")
	var steps uint64
	if err := s.conn.QueryRow(t.Context(), "SELECT count() FROM migration").Scan(&steps); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir("schema"); steps != uint64(len(files)) {
		t.Errorf("%d steps noted, want %d", steps, len(files))
	}
}

// Every past state: the steps up to k were taken, and perhaps the next one was
// taken but not noted.
func TestMigrateFromEveryPastState(t *testing.T) {
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	for k := range len(steps) {
		s := newStore(t)
		for _, table := range strings.Fields(allTables) {
			if table != "migration" {
				if err := s.conn.Exec(t.Context(), "DROP TABLE "+table); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := s.conn.Exec(t.Context(), "TRUNCATE TABLE migration"); err != nil {
			t.Fatal(err)
		}
		for _, m := range steps[:k] {
			if err := s.take(t.Context(), m, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.conn.Exec(t.Context(), split(steps[k].text)[0]); err != nil { // half of the next
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatalf("after %d steps: %v", k, err)
		}
		if got := tables(t, s); got != allTables {
			t.Errorf("after %d steps: tables %s", k, got)
		}
	}
}

func TestMigrateRefusesAChangedStepAndAnotherZone(t *testing.T) {
	s := newStore(t)
	if err := s.take(t.Context(), migration{1, "0001", "another sum", ""}, []string{"sum"}); err == nil || !strings.Contains(err.Error(), "add a new step") {
		t.Errorf("changed step: %v", err)
	}
	cfg := s.cfg
	cfg.Zone = time.UTC
	if err := openStore(t, cfg).Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "Asia/Shanghai") {
		t.Errorf("another zone: %v", err)
	}
}

// Every question must at least be understood by the engine, and be asked: a
// question that nobody asks is dead.
func TestEveryQuestionIsAsked(t *testing.T) {
	entries, err := sqlFiles.ReadDir("sql")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			text, err := os.ReadFile(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			code.Write(text)
		}
	}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".sql")
		if !strings.Contains(code.String(), `"`+name+`"`) {
			t.Errorf("sql/%s is never asked", e.Name())
		}
		text, err := sqlFiles.ReadFile("sql/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- ") {
			t.Errorf("sql/%s does not begin with the question it answers", e.Name())
		}
	}
	if _, err := statement("no_such_question"); err == nil {
		t.Error("an unknown question was found")
	}
}

// One INSERT must be one part, or a part of it could be lost alone.
func TestOneAppendIsOnePart(t *testing.T) {
	s := newStore(t)
	rows := make([]LedgerRow, 70_000)
	for i := range rows {
		rows[i] = full("c/t/0", uint64(i))
		rows[i].Time = rows[i].Time.AddDate(0, -i%30, 0)
	}
	if err := s.Append(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	var parts uint64
	if err := s.conn.QueryRow(t.Context(), "SELECT uniqExact(_part) FROM ledger").Scan(&parts); err != nil {
		t.Fatal(err)
	}
	if parts != 1 {
		t.Errorf("one append made %d parts", parts)
	}
}
