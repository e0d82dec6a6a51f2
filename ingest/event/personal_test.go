package event

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestFinder(t *testing.T) {
	const id, mobile = "11010519491231002X", "13812345678"
	for _, c := range []struct {
		about, text, want string
		escaped           bool
	}{
		{"nothing", "plain text, 123 456", "", false},
		{"mobile alone", mobile, "***********", false},
		{"mobile at the end of a text", "tel:" + mobile, "tel:***********", false},
		{"mobile before a letter", mobile + "x", "***********x", false},
		{"mobile beside Chinese", "电话" + mobile + "。", "电话***********。", false},
		{"lowest and highest", "13000000000,19999999999", "***********,***********", false},
		{"second digit 2", "12812345678", "", false},
		{"ten digits", "1381234567", "", false},
		{"twelve digits", mobile + "0", "", false},
		{"a digit before", "0" + mobile, "", false},
		{"digits apart", "138 1234 5678", "", false},
		{"identity with X", id, "******************", false},
		{"identity with x", strings.ToLower(id), "******************", false},
		{"identity ending in a digit", "440524188001010014", "******************", false},
		{"identity before more letters", id + "YZ", "******************YZ", false},
		{"identity in a longer run", "9440524188001010014", "9******************", false},
		{"X after a longer run", "00" + id, "00******************", false},
		{"wrong check digit", "110105194912310021", "", false},
		{"X where a digit belongs", "44052418800101001X", "", false},
		{"month 13", "110105194913310021", "", false},
		{"born in 2149", "110105214912310026", "", false},
		{"seventeen digits", "11010519491231002", "", false},
		{"full-width mobile", "１３８１２３４５６７８", strings.Repeat("*", 33), false},
		{"full-width X", "11010519491231002Ｘ", strings.Repeat("*", 20), false},
		{"half and full width", "138１2345678", strings.Repeat("*", 13), false},
		{"escaped in JSON text", `"\u00313812345678"`, `"` + strings.Repeat("*", 16) + `"`, true},
		{"escaped full-width", `\uff11\uFF13812345678`, strings.Repeat("*", 21), true},
		{"an escaped backslash before u", `\\u00313812345678`, "", true},
		{"the same outside JSON", `\u00313812345678`, "", false},
		{"a quote ends a run", `"13812345","678"`, "", true},
		{"cut short", `1381234567\u003`, "", true},
		{"cut in UTF-8", mobile + "\xef\xbc", "***********\xef\xbc", false},
	} {
		f := finder{}
		found := f.find([]byte(c.text), c.escaped)
		if found != (c.want != "") {
			t.Errorf("%s: found %t in %q", c.about, found, c.text)
		}
		if c.want == "" {
			c.want = c.text
		}
		if got := []byte(c.text); found {
			f.blot(got)
			if string(got) != c.want {
				t.Errorf("%s: %q became %q, want %q", c.about, c.text, got, c.want)
			}
		}
	}
}

// checkDigit computes the 18th character by the table of GB 11643, not by the recurrence of the code.
func checkDigit(d string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(d[i]-'0')
	}
	return "10X98765432"[sum%11]
}

func randomIdentity(rng *rand.Rand) string {
	born := time.Date(1920, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rng.IntN(38_000))
	d := fmt.Sprintf("%06d%s%03d", 110000+rng.IntN(540000), born.Format("20060102"), rng.IntN(1000))
	return d + string(checkDigit(d))
}

func randomMobile(rng *rand.Rand) string {
	return fmt.Sprintf("1%d%09d", 3+rng.IntN(7), rng.IntN(1e9))
}

// TestPlantedPersonsAreNeverKept plants numbers wherever a string fits, in good and in broken messages of both modes:
// none may be accepted, and nothing that is kept may hold them.
func TestPlantedPersonsAreNeverKept(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	cfg := Default()
	cfg.Key, cfg.MaxBytes = []byte(goldenKey), 2<<10
	d, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	const shape = `{"specversion":"1.0","id":"@","source":"@","type":"@","time":"2026-09-30T23:59:58+08:00","subject":"@","corrects":"@","@":"@",` +
		`"extension":{"@":["@"]},"data":{"union":"@","article":"@","reader":"@","channel":"@","agent":"@","title":"@","x":{"@":[{"y":"@"}]},"families":["@"]}}`
	neutral := []string{"e-1", "/330110/hall", "article.read", "330110", "e-0", "field-1", "v", "w", "330110", "a-1", "r-1", "wechat", "agent", "title", "key", "y", "reads"}
	places := strings.Count(shape, "@")
	reasons := map[string]int{}
	for range 10_000 {
		number := randomMobile(rng)
		if rng.IntN(2) == 0 {
			number = randomIdentity(rng)
		}
		planted := []string{number, "x" + number + "y", "电话" + number}[rng.IntN(3)]
		place, n := rng.IntN(places), 0
		value := shape
		for n = 0; strings.Contains(value, "@"); n++ {
			text := neutral[n%len(neutral)] + "-" + itoa(n)
			if n == 2 {
				text = "article.read"
			}
			if strings.HasSuffix(value[:strings.Index(value, "@")], `"channel":"`) {
				text = "wechat"
			}
			if n == place {
				text = planted
			}
			value = strings.Replace(value, "@", text, 1)
		}
		switch rng.IntN(6) {
		case 0:
			value = value[:len(value)-1-rng.IntN(5)] // no JSON any more
		case 1:
			value += strings.Repeat(" ", 2<<10) // too large
		case 2:
			value = strings.Replace(value, `"1.0"`, `"0.3"`, 1)
		}
		in := Input{Value: []byte(value), At: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)}
		if rng.IntN(5) == 0 {
			in = toBinary(t, in)
		}
		e, r := d.Decode(in)
		if r == nil {
			t.Fatalf("accepted with %s: %+v", number, readable(e))
		}
		reasons[strings.SplitN(r.Reason, ":", 2)[0]]++
		for name, kept := range map[string]string{"reason": r.Reason, "detail": r.Detail, "source": r.Source, "union": r.Union, "type": r.Type, "payload": string(r.Payload)} {
			if strings.Contains(kept, number) {
				t.Fatalf("%s is kept in the %s: %q", number, name, kept)
			}
		}
	}
	for _, reason := range []string{"personal_data", "malformed_json", "too_large", "not_cloudevents", "bad_value", "unknown_type"} {
		if reasons[reason] < 20 {
			t.Errorf("only %d of reason %s: the test does not reach it", reasons[reason], reason)
		}
	}
}

// toBinary moves the attributes of a structured message into headers; what is no JSON stays as it is.
func toBinary(t testing.TB, in Input) Input {
	t.Helper()
	var envelope map[string]json.RawMessage
	if json.Unmarshal(in.Value, &envelope) != nil {
		return in
	}
	out := Input{At: in.At, Value: envelope["data"], Headers: []Header{{"content-type", []byte("application/json")}}}
	for name, raw := range envelope {
		var text string
		if name == "data" {
			continue
		}
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		out.Headers = append(out.Headers, Header{"ce_" + name, []byte(text)})
	}
	return out
}

// TestReferencesAreReplaced: an accepted event holds no reference to a person anywhere.
func TestReferencesAreReplaced(t *testing.T) {
	d := newDecoder(t, goldenKey)
	for _, kind := range []string{"member.verified", "article.withdrawn"} {
		in := structuredEvent(kind, `{"union":"330110","article":"a1","member":"secret-1","reader":"secret-2","author":"secret-3","x":"secret-4"}`)
		in.Value = []byte(strings.Replace(string(in.Value), `"data"`, `"subject":"secret-1","data"`, 1))
		e := mustDecode(t, d, in)
		if text := fmt.Sprintf("%+v %s", readable(e), e.Data); strings.Contains(text, "secret") {
			t.Errorf("%s: a reference is kept: %s", kind, text)
		}
		if e.Subject != d.Person("secret-1") {
			t.Errorf("%s: subject %q, want the hash of the reference", kind, e.Subject)
		}
	}
}
