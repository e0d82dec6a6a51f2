package office

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// chain opens a store with six entries whose triggers are gone, as somebody with the file in hand could do.
func chain(t *testing.T) *Store {
	t.Helper()
	s := newStore(t)
	for i := range 6 {
		must(t, s.Record(t.Context(), tester, Act{What: "export", Object: fmt.Sprintf("union:%d", i), Result: "done", Detail: "rows 3"}))
	}
	for _, name := range []string{"audit_in_order", "audit_not_changed", "audit_not_deleted"} {
		_, err := s.write.Exec("DROP TRIGGER " + name)
		must(t, err)
	}
	return s
}

func TestAuditChainStands(t *testing.T) {
	s := newStore(t)
	v, err := s.VerifyAudit(t.Context())
	if err != nil || v.Entries != 0 || len(v.Faults) != 0 {
		t.Errorf("empty: %+v, %v", v, err)
	}
	s = chain(t)
	v, err = s.VerifyAudit(t.Context())
	if err != nil || v.Entries != 6 || v.Head.Seq != 6 || len(v.Faults) != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	again, err := ParseAnchor(v.Head.String())
	if err != nil || again != v.Head {
		t.Errorf("%v, %v", again, err)
	}
	for _, text := range []string{"", "6", "0:" + v.Head.Hash.String(), "6:abc", "x:" + v.Head.Hash.String()} {
		if _, err := ParseAnchor(text); err == nil {
			t.Errorf("%q is taken for an anchor", text)
		}
	}
}

func TestAuditTriggers(t *testing.T) {
	s := newStore(t)
	must(t, s.Record(t.Context(), tester, Act{What: "x", Result: "done"}))
	for _, statement := range []string{
		"UPDATE audit SET who = 'other'", "DELETE FROM audit",
		"INSERT INTO audit SELECT 3, at, who, place, what, object, result, detail, previous, hash FROM audit",
		"REPLACE INTO audit SELECT 1, at, 'other', place, what, object, result, detail, previous, hash FROM audit",
	} {
		if _, err := s.write.Exec(statement); err == nil || !strings.Contains(err.Error(), "audit entries are") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestAuditFindsEveryChange(t *testing.T) {
	for _, c := range []struct{ statement, want string }{
		{"UPDATE audit SET at = at + 1 WHERE seq = 3", "entry 3 was changed"},
		{"UPDATE audit SET who = 'assessoR' WHERE seq = 3", "entry 3 was changed"},
		{"UPDATE audit SET place = 'web' WHERE seq = 3", "entry 3 was changed"},
		{"UPDATE audit SET what = 'import' WHERE seq = 3", "entry 3 was changed"},
		{"UPDATE audit SET object = 'union:9' WHERE seq = 3", "entry 3 was changed"},
		{"UPDATE audit SET result = 'refused' WHERE seq = 3", "entry 3 was changed"},
		{"UPDATE audit SET detail = 'rows 4' WHERE seq = 3", "entry 3 was changed"},
		{"UPDATE audit SET result = 'donerows', detail = ' 3' WHERE seq = 3", "entry 3 was changed"}, // bytes moved over a border
		{"UPDATE audit SET previous = zeroblob(32) WHERE seq = 3", "entry 3 does not continue entry 2"},
		{"UPDATE audit SET previous = zeroblob(0) WHERE seq = 1", "entry 1 was changed"},
		{"UPDATE audit SET hash = zeroblob(32) WHERE seq = 3", "entry 4 does not continue entry 3"},
		{"UPDATE audit SET hash = CAST(hash || x'00' AS BLOB) WHERE seq = 6", "entry 6 was changed"},
		{"UPDATE audit SET seq = 7 WHERE seq = 6", "entries 6 to 6 are missing"},
		{"UPDATE audit SET seq = 0 WHERE seq = 1", "entry 0 does not follow entry 0"},
		{"DELETE FROM audit WHERE seq = 3", "entries 3 to 3 are missing"},
		{"DELETE FROM audit WHERE seq = 1", "entries 1 to 1 are missing"},
		{"DELETE FROM audit WHERE seq > 4", "entry 5 is missing: its head was recorded as 5:"},
		{"DELETE FROM audit", "entry 6 is missing"},
		{"UPDATE audit SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4); UPDATE audit SET seq = -seq WHERE seq < 0", "entry 3 was changed"},
		{"UPDATE audit SET (at, who, place, what, object, result, detail, previous, hash) = (SELECT at, who, place, what, object, result, detail, previous, hash FROM audit a WHERE a.seq = 7 - audit.seq)", "entry 1 was changed"},
	} {
		t.Run(c.statement, func(t *testing.T) {
			s := chain(t)
			_, err := s.write.Exec(c.statement)
			must(t, err)
			v, err := s.VerifyAudit(t.Context())
			if err != nil || !strings.Contains(strings.Join(v.Faults, "\n"), c.want) {
				t.Errorf("%q (%v) name no %q", v.Faults, err, c.want)
			}
		})
	}
}

// TestAuditNeedsAnAnchor shows what the head file is for, and what only an anchor from elsewhere can find.
func TestAuditNeedsAnAnchor(t *testing.T) {
	s := chain(t)
	before, err := s.VerifyAudit(t.Context())
	must(t, err)
	// The end is rewritten with right hashes.
	_, err = s.write.Exec("DELETE FROM audit WHERE seq > 4")
	must(t, err)
	heads, err := os.ReadFile(headPath(s.path))
	must(t, err)
	for range 2 {
		must(t, s.Record(t.Context(), tester, Act{What: "export", Object: "nothing", Result: "done"}))
	}
	v, err := s.VerifyAudit(t.Context())
	if err != nil || len(v.Faults) != 2 || !strings.Contains(v.Faults[0], "entry 5 is not the one that was written") {
		t.Errorf("with its head file: %+v, %v", v, err)
	}
	// So are the heads.
	lines := strings.SplitAfter(string(heads), "\n\n")
	all, err := os.ReadFile(headPath(s.path))
	must(t, err)
	forged := strings.Join(lines[:4], "") + strings.Join(strings.SplitAfter(string(all), "\n\n")[6:], "")
	must(t, os.WriteFile(headPath(s.path), []byte(forged), 0o600))
	if v, err := s.VerifyAudit(t.Context()); err != nil || len(v.Faults) != 0 {
		t.Errorf("forged whole, without an anchor: %+v, %v", v, err)
	}
	if v, err := s.VerifyAudit(t.Context(), before.Head); err != nil || len(v.Faults) != 1 || !strings.Contains(v.Faults[0], "entry 6 is not the one") {
		t.Errorf("forged whole, with an anchor: %+v, %v", v, err)
	}
	must(t, os.Remove(headPath(s.path)))
	if v, err := s.VerifyAudit(t.Context()); err != nil || len(v.Faults) != 1 || !strings.Contains(v.Faults[0], "is missing or empty") {
		t.Errorf("without a head file: %+v, %v", v, err)
	}
}

func TestHeadFileSurvivesATornLine(t *testing.T) {
	s := chain(t)
	file, err := os.OpenFile(headPath(s.path), os.O_APPEND|os.O_WRONLY, 0o600)
	must(t, err)
	_, err = file.WriteString("7:00aa")
	must(t, err)
	must(t, file.Close())
	if v, err := s.VerifyAudit(t.Context()); err != nil || len(v.Faults) != 0 {
		t.Errorf("a torn last line: %+v, %v", v, err)
	}
	must(t, s.Record(t.Context(), tester, Act{What: "x", Result: "done"}))
	if v, err := s.VerifyAudit(t.Context()); err != nil || len(v.Faults) != 0 {
		t.Errorf("an act after a torn line: %+v, %v", v, err)
	}
}
