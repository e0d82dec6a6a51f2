package scheme

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

func list(t testing.TB) *CrawlerList {
	t.Helper()
	l, err := ParseCrawlers(crawlerFile) // one of its own, so that other tests' verdicts are not in it
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestCrawlerList(t *testing.T) {
	l := list(t)
	if l.Version() != "1.60.0" {
		t.Errorf("version %s", l.Version())
	}
	texts := 0
	for _, t := range l.starts {
		texts += len(t)
	}
	if texts < 1470 || texts > 1600 {
		t.Errorf("%d plain texts of 1500 patterns", texts)
	}
	if n := len(l.patterns); n > 30 {
		t.Errorf("%d patterns are no plain texts: judging an agent becomes slow", n)
	}
}

// TestKnownCrawlers judges every agent that the list's source gives as an example.
func TestKnownCrawlers(t *testing.T) {
	file, err := os.Open("crawlers/testdata/crawlers.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	l, n := list(t), 0
	for lines := bufio.NewScanner(file); lines.Scan(); n++ {
		if !l.Is(lines.Text()) {
			t.Errorf("not recognised: %s", lines.Text())
		}
	}
	if n < 2000 {
		t.Errorf("only %d examples were read", n)
	}
}

func TestAgents(t *testing.T) {
	cases := []struct {
		agent string
		want  bool
	}{
		{"Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", true},
		{"Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)", true},
		{"Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0); 360Spider", true},
		{"Mozilla/5.0 (compatible; YisouSpider/1.0; http://m.sm.cn)", true},
		{"Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)", true},
		{"curl/8.5.0", true},
		{"Go-http-client/1.1", true},
		{"", false}, {"wg", false}, {"Wget/1.21", true}, {"my SEmrushBot", true}, {"no dcrawl", false}, {"dcrawl/1", true},
		{"SSL Labs", true}, {"SSL Labs browser", false},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN", false},
		{"Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.198 Safari/537.36 QIHU 360SE", false},
		{"Mozilla/5.0 (Linux; U; Android 13; zh-CN; V2154A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/16.4.0.1296 Mobile Safari/537.36", false},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", false},
		{"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", false},
	}
	l := list(t)
	for range 2 { // the second time from what was kept
		for _, c := range cases {
			if got := l.Is(c.agent); got != c.want {
				t.Errorf("%q: crawler %v, want %v", c.agent, got, c.want)
			}
		}
	}
}

func TestVerdictsAreBounded(t *testing.T) {
	l := list(t)
	l.starts, l.patterns = map[gram][]string{{'b', 'o', 't'}: {"bot"}}, nil
	for i := range 5 * agentTurn {
		l.Is(fmt.Sprintf("agent %d", i))
	}
	if n := len(l.recent) + len(l.previous); n > 2*agentTurn {
		t.Errorf("%d verdicts are kept, at most %d may be", n, 2*agentTurn)
	}
	long := strings.Repeat("x", agentLength) + "bot"
	if !l.Is(long) {
		t.Error("a long agent is not judged")
	}
	if _, kept := l.recent[long]; kept {
		t.Error("a long agent is kept")
	}
}

func TestCrawlersConcurrently(t *testing.T) {
	l := list(t)
	l.starts, l.patterns = map[gram][]string{{'b', 'o', 't'}: {"bot"}}, nil
	var all sync.WaitGroup
	for worker := range 4 {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := range 3 * agentTurn {
				if agent := fmt.Sprintf("agent %d", (i*7+worker)%(2*agentTurn)); l.Is(agent) || !l.Is(agent+"bot") {
					t.Errorf("%s is judged wrong", agent)
					return
				}
			}
		}()
	}
	all.Wait()
}

func TestCrawlerListFaults(t *testing.T) {
	for text, want := range map[string]string{
		`[]`: "read crawler list: json", `{"version":"1"}`: "it names no version or no patterns",
		`{"version":"1","patterns":["a(?!b)"]}`: `pattern "a(?!b)"`, `{"version":"1","patterns":[""]}`: "it would match everybody",
	} {
		if _, err := ParseCrawlers([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q in it", text, err, want)
		}
	}
}

func BenchmarkIsKnown(b *testing.B) {
	l := list(b)
	const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
	for b.Loop() {
		if l.Is(agent) {
			b.Fatal("a browser is taken for a crawler")
		}
	}
}

func BenchmarkIsNew(b *testing.B) {
	l := list(b)
	const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
	for b.Loop() {
		if l.judge(agent) {
			b.Fatal("a browser is taken for a crawler")
		}
	}
}
