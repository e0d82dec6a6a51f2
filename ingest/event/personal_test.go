package event

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

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

// disguises write a number as people and programs do. The answer is the text of a JSON string.
var disguises = []func(number string) string{
	func(n string) string { return n },
	func(n string) string { return "x" + n + "y" },
	func(n string) string { return "电话" + n },
	func(n string) string { return strings.ToLower(n) },
	func(n string) string { return "tel: " + grouped(n, " ") + "." },
	func(n string) string { return grouped(n, "　") },
	func(n string) string { return "(" + mobileGroups(n, "-") + ")" },
	func(n string) string { return mobileGroups(n, ".") },
	func(n string) string { return "+86" + n },
	func(n string) string { return "+86-" + mobileGroups(n, "-") },
	func(n string) string { return "0086" + n },
	func(n string) string { return wide(n) },
	func(n string) string { return fmt.Sprintf(`\u%04x`, n[0]) + n[1:] },
	func(n string) string { return `tel:%20` + n },
	func(n string) string { return fmt.Sprintf("%%%02X", n[0]) + n[1:] },
	func(n string) string { return n[:3] + "\u200b" + n[3:] },
	func(n string) string { return base64.StdEncoding.EncodeToString([]byte("tel:" + n)) },
	func(n string) string { return base64.RawURLEncoding.EncodeToString([]byte(n)) },
}

// grouped writes a number in its usual groups.
func grouped(n, sign string) string {
	if len(n) == identityDigits {
		return n[:6] + sign + n[6:14] + sign + n[14:]
	}
	return mobileGroups(n, sign)
}

// mobileGroups leaves identities as they are: only spaces group them.
func mobileGroups(n, sign string) string {
	if len(n) == identityDigits {
		return n
	}
	return n[:3] + sign + n[3:7] + sign + n[7:]
}

func wide(n string) string {
	var text strings.Builder
	for _, c := range n {
		text.WriteRune(c + 0xFEE0)
	}
	return text.String()
}

var (
	escapes = regexp.MustCompile(`\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}`)
	tokens  = regexp.MustCompile(`[A-Za-z0-9+/_-]{12,}`)
)

// bared takes every disguise off, so that a number that survived in any of them shows.
func bared(kept string) string {
	kept = escapes.ReplaceAllStringFunc(kept, func(escape string) string {
		code, _ := strconv.ParseUint(strings.TrimLeft(escape, `\u%`), 16, 32)
		return string(rune(code))
	})
	for _, token := range tokens.FindAllString(kept, -1) {
		for shift := range 4 {
			plain, _ := base64.RawStdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "/").Replace(token[shift:]))
			kept += "\n" + string(plain)
		}
	}
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 0xFF01 && c <= 0xFF5E:
			return c - 0xFEE0
		case strings.ContainsRune(" -.　\u200b", c):
			return -1
		}
		return c
	}, strings.ToUpper(kept))
}

// planted is one message with a number at one of its places.
func planted(rng *rand.Rand, number string) Input {
	const shape = `{"specversion":"1.0","id":"@","source":"@","type":"@","time":"2026-09-30T23:59:58+08:00","subject":"@","corrects":"@","@":"@",` +
		`"extension":{"@":["@"]},"data":{"union":"@","article":"@","reader":"@","channel":"@","agent":"@","title":"@","url":"https://example.org/?q=@",` +
		`"reason":"@","x":{"@":[{"y":"@"}]},"families":["@"]}}`
	parts := strings.Split(shape, "@")
	place, disguise := rng.IntN(len(parts)-1), rng.IntN(len(disguises))
	var value strings.Builder
	for i, part := range parts {
		value.WriteString(part)
		switch {
		case i == len(parts)-1:
		case i == place:
			value.WriteString(disguises[disguise](number))
		case strings.HasSuffix(part, `"type":"`):
			value.WriteString("article.read")
		case strings.HasSuffix(part, `"channel":"`):
			value.WriteString("wechat")
		default:
			value.WriteString("v-" + itoa(i))
		}
	}
	text := value.String()
	switch rng.IntN(9) {
	case 0:
		text = text[:len(text)-1-rng.IntN(5)] // no JSON any more
	case 1:
		text += strings.Repeat(" ", 4<<10) // too large
	case 2:
		text = strings.Replace(text, `"1.0"`, `"0.3"`, 1)
	case 3:
		text = "\xc4\xe3" + text // GBK
	case 4:
		text = strings.Replace(text, `"data":`, `"data_base64":"`+base64.StdEncoding.EncodeToString([]byte(`{"tel":"`+number+`"}`))+`","data":`, 1)
	}
	in := Input{Value: []byte(text), At: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)}
	switch rng.IntN(6) {
	case 0:
		in = toBinary(in)
	case 1:
		if disguise < len(disguises)-2 { // names of HTTP headers have no case, so no base64
			in = toHTTP(toBinary(in))
		}
	}
	return in
}

// TestPlantedPersonsAreNeverKept plants numbers wherever a string fits, in good and in broken messages of every mode:
// none may be accepted, and nothing that is kept may hold them.
func TestPlantedPersonsAreNeverKept(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	cfg := Default()
	cfg.Key, cfg.MaxBytes = []byte(goldenKey), 3<<10
	d, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]int{}
	for range 10_000 {
		number := randomMobile(rng)
		if rng.IntN(2) == 0 {
			number = randomIdentity(rng)
		}
		in := planted(rng, number)
		e, r := d.Decode(in)
		if r == nil {
			t.Fatalf("accepted with %s: %q %q\n%+v", number, in.Headers, in.Value, readable(e))
		}
		reasons[strings.SplitN(r.Reason, ":", 2)[0]]++
		for name, kept := range map[string]string{"reason": r.Reason, "detail": r.Detail, "source": r.Source, "id": r.ID, "union": r.Union, "type": r.Type, "payload": string(r.Payload)} {
			if strings.Contains(bared(kept), number) {
				t.Fatalf("%s is kept in the %s: %q\nof %q", number, name, kept, in.Value)
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
func toBinary(in Input) Input {
	var envelope map[string]json.RawMessage
	if json.Unmarshal(in.Value, &envelope) != nil {
		return in
	}
	out := Input{At: in.At, Value: envelope["data"], Headers: []Header{{"content-type", []byte("application/json")}}}
	for _, name := range slices.Sorted(maps.Keys(envelope)) {
		raw, text := envelope[name], ""
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

// toHTTP sends a message of binary mode through HTTP: the names in capitals, the values percent-encoded.
func toHTTP(in Input) Input {
	headers := make([]Header, len(in.Headers))
	for i, h := range in.Headers {
		var value strings.Builder
		for _, c := range h.Value {
			if c <= ' ' || c > '~' || c == '%' || c == '"' {
				fmt.Fprintf(&value, "%%%02X", c)
			} else {
				value.WriteByte(c)
			}
		}
		headers[i] = Header{strings.Replace(strings.ToUpper(h.Key), "_", "-", 1), []byte(value.String())}
	}
	out := HTTPInput(headers, in.Value)
	out.At = in.At
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

func TestRedactBlotsOutOnlyTheNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 4))
	for range 200 {
		for _, number := range []string{randomIdentity(rng), randomMobile(rng)} {
			if got, want := Redact("asked "+number+" again"), "asked "+strings.Repeat("*", len(number))+" again"; got != want {
				t.Errorf("Redact: %q, want %q", got, want)
			}
		}
	}
	for _, text := range []string{"", "record:c/t/0@13812345678901", "2026-09-30T23:59:58.123456+08:00", "330110-7781", "\xff\xfe"} {
		if got := Redact(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
