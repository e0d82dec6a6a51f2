package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"unionscreen/ingest/feed/collect"
)

// TestBeaconInABrowser opens pages in a real Chromium, as readers do: each view of a registered website's page tells one
// reading, of the same reader; a page of another origin is refused; who asks not to be tracked is not.
func TestBeaconInABrowser(t *testing.T) {
	site := newWebsite(t)
	stranger := newWebsite(t)
	cfg := demo()
	cfg.Beacons = []collect.Site{{Origin: site.URL, Source: "/330101/website", Union: "330101"}}
	r, k := startIntake(t, cfg)
	way := newWatchedWay(t, r.base)
	site.collector, stranger.collector = way.URL, way.URL

	// One browser looks at a page, at another one, at one of a stranger, and at one that says for its reader what
	// browsers with Global Privacy Control say.
	site.leads(map[string]string{"/news/first": site.URL + "/news/second?from=first", "/news/second": stranger.URL + "/elsewhere", "/private": "/done"})
	stranger.leads(map[string]string{"/elsewhere": site.URL + "/private"})
	openChromium(t, site.URL+"/news/first", "{}")
	site.finished(t)
	want := []string{"GET /collect.js 200", "POST /collect 204", "POST /collect 204", "POST /collect 403"}
	if got := way.answers(); !slices.Equal(got, want) { // the script itself is fetched once: it may be kept for an hour
		t.Errorf("the browser asked %v, want %v", got, want)
	}
	first, second := readingOf(t, k, 0, 2), readingOf(t, k, 1, 2)
	if first.Data["article"] != "news-1" || second.Data["article"] != "/news/second" {
		t.Errorf("articles %v and %v", first.Data, second.Data)
	}
	form := regexp.MustCompile(`^web-[0-9a-f]{32}$`)
	if !form.MatchString(first.Data["reader"]) || first.Data["reader"] != second.Data["reader"] || first.ID == second.ID {
		t.Errorf("readers %s and %s, readings %s and %s", first.Data["reader"], second.Data["reader"], first.ID, second.ID)
	}

	// A reader who set Do Not Track in his browser.
	site.leads(map[string]string{"/news/first": "/done"})
	openChromium(t, site.URL+"/news/first", `{"enable_do_not_track":true}`)
	site.finished(t)
	if got := site.notTracked(); got != "1" {
		t.Errorf("the browser said DNT %q: nothing is shown", got)
	}
	if got := way.answers(); len(got) != len(want)+1 || len(k.messages()) != 2 {
		t.Errorf("with Do Not Track the browser asked %v", got[len(want):])
	}
}

// reading is what went to Kafka.
type reading struct {
	ID, Source, Type string
	Data             map[string]string
}

func readingOf(t *testing.T, k *intake, i, of int) (r reading) {
	t.Helper()
	sent := k.messages()
	if len(sent) != of {
		t.Fatalf("%d readings were sent on, want %d: %s", len(sent), of, sent)
	}
	if err := json.Unmarshal([]byte(sent[i]), &r); err != nil {
		t.Fatal(err)
	}
	if r.Type != "article.read" || r.Source != "/330101/website" || r.Data["union"] != "330101" || r.Data["channel"] != "website" || r.Data["agent"] == "" {
		t.Errorf("reading %+v", r)
	}
	return r
}

func (k *intake) messages() (values []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, m := range k.sent {
		values = append(values, string(m.Value))
	}
	return values
}

// website serves pages that load the script and, a moment after it has run, go where next says.
type website struct {
	*httptest.Server
	collector string
	next      map[string]string
	done      chan struct{}
	mu        sync.Mutex
	dnt       string
}

func newWebsite(t *testing.T) *website {
	t.Helper()
	s := &website{done: make(chan struct{}, 1)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if request.URL.Path == "/done" {
			s.done <- struct{}{}
			return
		}
		s.mu.Lock()
		next, ok := s.next[request.URL.Path]
		if ok {
			s.dnt = request.Header.Get("DNT")
		}
		s.mu.Unlock()
		if !ok {
			http.NotFound(w, request)
			return
		}
		before, article := "", ""
		switch request.URL.Path {
		case "/private":
			before = `<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>`
		case "/news/first":
			article = ` data-article="news-1"`
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><title>新闻</title>%s<script async src="%s/collect.js"%s onload="setTimeout(() => { location = '%s' }, 300)"></script>`, before, s.collector, article, next)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *website) leads(next map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = next
}

func (s *website) finished(t *testing.T) {
	t.Helper()
	select {
	case <-s.done:
	case <-time.After(time.Minute):
		t.Fatal("the browser did not look at all pages within a minute")
	}
}

func (s *website) notTracked() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dnt
}

// watchedWay hands every request on and notes how it was answered.
type watchedWay struct {
	*httptest.Server
	mu    sync.Mutex
	notes []string
}

func newWatchedWay(t *testing.T, to string) *watchedWay {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	w := &watchedWay{}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(answer *http.Response) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.notes = append(w.notes, fmt.Sprint(answer.Request.Method, " ", answer.Request.URL.Path, " ", answer.StatusCode))
		return nil
	}
	w.Server = httptest.NewServer(proxy)
	t.Cleanup(w.Close)
	return w
}

// answers are the notes, sorted.
func (w *watchedWay) answers() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(slices.Values(w.notes))
}

// openChromium opens a page in a Chromium of its own that says, as a reader's does, that no program drives it.
func openChromium(t *testing.T, page, preferences string) {
	t.Helper()
	chromium := os.Getenv("CHROMIUM")
	if chromium == "" {
		chromium = "chromium"
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "Default"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Default", "Preferences"), []byte(preferences), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(chromium, "--headless=new", "--disable-blink-features=AutomationControlled", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+dir, page)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start Chromium: %v: run .ci/system-tools", err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
}
