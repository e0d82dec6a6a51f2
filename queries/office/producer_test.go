package office

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func addSite(t *testing.T, s *Store) (token string) {
	t.Helper()
	must(t, s.AddProducer(t.Context(), tester, Producer{Name: "site", Sources: []string{"/b", "/a/*", "/b"}, Unions: []string{"R"}}))
	token, err := s.AddToken(t.Context(), tester, "site", time.Hour)
	must(t, err)
	return token
}

func TestTokens(t *testing.T) {
	s := newStore(t)
	token := addSite(t, s)
	if len(token) != 47 || !strings.HasPrefix(token, "ust_") {
		t.Errorf("token %q", token)
	}
	p, err := s.ProducerByToken(t.Context(), token)
	if err != nil || p.Name != "site" || !reflect.DeepEqual(p.Sources, []string{"/a/*", "/b"}) || !reflect.DeepEqual(p.Unions, []string{"R"}) {
		t.Errorf("%+v, %v", p, err)
	}
	other := []byte(token)
	other[20] ^= 1
	for _, wrong := range []string{"", "ust_", token + "x", token[:46], string(other), strings.ToUpper(token)} {
		if _, err := s.ProducerByToken(t.Context(), wrong); !errors.Is(err, ErrNoToken) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	list, err := s.Producers(t.Context())
	if err != nil || len(list) != 1 || len(list[0].Tokens) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	kept := list[0].Tokens[0]
	if kept.Prefix != token[:12] || kept.Expires.Sub(kept.Created) != time.Hour || time.Since(kept.LastUsed) > time.Minute || !kept.Revoked.IsZero() {
		t.Errorf("kept %+v", kept)
	}

	// Another process revokes: the next look-up refuses.
	must(t, openStore(t, s.path).RevokeToken(t.Context(), tester, kept.Prefix))
	if _, err := s.ProducerByToken(t.Context(), token); !errors.Is(err, ErrNoToken) {
		t.Errorf("a revoked token: %v", err)
	}
	if err := s.RevokeToken(t.Context(), tester, kept.Prefix); err == nil {
		t.Error("it was revoked twice")
	}
}

func TestTokensEnd(t *testing.T) {
	s := newStore(t)
	addSite(t, s)
	short, err := s.AddToken(t.Context(), tester, "site", time.Microsecond)
	must(t, err)
	if _, err := s.ProducerByToken(t.Context(), short); !errors.Is(err, ErrNoToken) {
		t.Errorf("an expired token: %v", err)
	}
	long, err := s.AddToken(t.Context(), tester, "site", MaxTokenLife)
	must(t, err)
	must(t, s.DisableProducer(t.Context(), tester, "site"))
	if _, err := s.ProducerByToken(t.Context(), long); !errors.Is(err, ErrNoToken) {
		t.Errorf("the token of a disabled producer: %v", err)
	}
	for _, life := range []time.Duration{0, -1, MaxTokenLife + 1} {
		if _, err := s.AddToken(t.Context(), tester, "site", life); err == nil {
			t.Errorf("a token that holds for %s was made", life)
		}
	}
	for _, name := range []string{"site", "nobody"} { // disabled, unknown
		if _, err := s.AddToken(t.Context(), tester, name, time.Hour); !errors.Is(err, ErrNoProducer) {
			t.Errorf("token of %s: %v", name, err)
		}
		if err := s.DisableProducer(t.Context(), tester, name); !errors.Is(err, ErrNoProducer) {
			t.Errorf("disable %s: %v", name, err)
		}
	}
}

// TestNoFileHoldsAToken looks for the secret, and for nothing but its hash, in every file of the store.
func TestNoFileHoldsAToken(t *testing.T) {
	s := newStore(t)
	token := addSite(t, s)
	hash := sha256.Sum256([]byte(token))
	found := false
	for _, suffix := range []string{"", "-wal", ".head"} {
		raw, err := os.ReadFile(s.path + suffix)
		must(t, err)
		if bytes.Contains(raw, []byte(token[12:])) {
			t.Errorf("the file %q holds the token", suffix)
		}
		found = found || bytes.Contains(raw, hash[:])
	}
	if !found {
		t.Error("no file holds the hash: the test looks in the wrong place")
	}
}

func TestProducerFaults(t *testing.T) {
	s := newStore(t)
	err := s.AddProducer(t.Context(), tester, Producer{Name: "a b", Sources: []string{"/x y", "/*/x", "*", strings.Repeat("x", 129)}, Unions: []string{"R-", "中"}})
	for _, want := range []string{`name "a b"`, `source "/x y"`, `source "/*/x"`, `source "*"`, `xxx": give 1 to 128`, `union "中"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v names no %q", err, want)
		}
	}
	err = s.AddProducer(t.Context(), tester, Producer{Name: "x"})
	if err == nil || !strings.Contains(err.Error(), "no source") || !strings.Contains(err.Error(), "no union") {
		t.Errorf("error %v", err)
	}
	addSite(t, s)
	if err := s.AddProducer(t.Context(), tester, Producer{Name: "site", Sources: []string{"/c"}, Unions: []string{"R"}}); err == nil || !strings.Contains(err.Error(), "registered already") {
		t.Errorf("error %v", err)
	}
}

func TestScope(t *testing.T) {
	tree := []Union{{Code: "R"}, {Code: "A", Parent: "R"}, {Code: "A1", Parent: "A", ValidTo: day("2020-01-01")}, {Code: "B", Parent: "R"}}
	s := newSnapshot([]Producer{
		{Name: "a", Sources: []string{"/a/*", "/shared"}, Unions: []string{"A"}},
		{Name: "b", Sources: []string{"/a/b/*", "/shared", "/a/old"}, Unions: []string{"B", "NEW"}},
		{Name: "all", Sources: []string{"/*"}, Unions: []string{"R"}},
		{Name: "off", Sources: []string{"x:off"}, Unions: []string{"R"}, Disabled: day("2026-01-01")},
	}, tree)
	if !s.Registered() || newSnapshot(nil, tree).Registered() || !newSnapshot([]Producer{{Disabled: day("2026-01-01")}}, tree).Registered() {
		t.Error("registered is wrong")
	}
	for _, c := range []struct {
		producer, source, union string
		known, inScope          bool
	}{
		{"a", "/a/x", "A", true, true},
		{"a", "/a/x", "A1", true, true}, // below, and ended: late events come in
		{"a", "/a/x", "B", true, false},
		{"a", "/a/x", "R", true, false},
		{"a", "/a/", "A", false, false}, // nothing follows
		{"a", "/a", "A", false, false},
		{"a", "/ab/x", "A", false, false},
		{"a", "/shared", "A", true, true},
		{"a", "/shared/x", "A", false, false},
		{"b", "/a/x", "B", false, false},
		{"b", "/a/b/c", "B", true, true},
		{"b", "/shared", "NEW", true, true}, // named itself, though not in the registry
		{"b", "/shared", "OTHER", true, false},
		{"all", "/any/thing", "OTHER", true, true}, // the root's producer may name unions that are still unknown
		{"off", "x:off", "A", false, false},
		{"nobody", "/a/x", "A", false, false},
		{"", "/a/b/c", "A", true, true}, // of all producers one suffices
		{"", "/a/b/c", "B", true, true},
		{"", "x:other", "A", false, false},
		{"", "x:off", "A", false, false},
		{"", "", "A", false, false},
	} {
		ask := s.Scope
		if c.producer != "" {
			ask = func(source, union string) (bool, bool) { return s.Allows(c.producer, source, union) }
		}
		if known, inScope := ask(c.source, c.union); known != c.known || inScope != c.inScope {
			t.Errorf("%+v: got %v, %v", c, known, inScope)
		}
	}
}
