package event

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestFinder(t *testing.T) {
	const id, mobile = "11010519491231002X", "13812345678"
	stars := func(n int) string { return strings.Repeat("*", n) }
	coded := base64.StdEncoding.EncodeToString([]byte("tel " + mobile))
	for _, c := range []struct {
		about, text, want string
		escaped           bool
	}{
		{"nothing", "plain text, 123 456", "", false},
		{"mobile alone", mobile, stars(11), false},
		{"mobile at the end of a text", "tel:" + mobile, "tel:" + stars(11), false},
		{"mobile before a letter", mobile + "x", stars(11) + "x", false},
		{"mobile beside Chinese", "电话" + mobile + "。", "电话" + stars(11) + "。", false},
		{"lowest and highest", "13000000000,19999999999", stars(11) + "," + stars(11), false},
		{"second digit 2", "12812345678", "", false},
		{"ten digits", "1381234567", "", false},
		{"twelve digits", mobile + "0", "", false},
		{"a digit before", "0" + mobile, "", false},

		{"country code", "+86" + mobile, "+" + stars(13), false},
		{"country code without sign", "86" + mobile, stars(13), false},
		{"country code as dialled", "0086" + mobile, stars(15), false},
		{"country code and hyphen", "86-" + mobile, "86-" + stars(11), false},
		{"country code and space", "+86 " + mobile, "+86 " + stars(11), false},
		{"another country", "87" + mobile, "", false},
		{"another code as dialled", "0087" + mobile, "", false},
		{"country code inside a longer run", "186" + mobile, "", false},
		{"country code before no mobile number", "8612812345678", "", false},

		{"spaces", "138 1234 5678", stars(13), false},
		{"spaces between words", "a 138 1234 5678b", "a " + stars(13) + "b", false},
		{"spaces after another number", "0571 138 1234 5678", "0571 " + stars(13), false},
		{"spaces that break no line", "138\u00a01234\u00a05678", stars(15), false},
		{"wide spaces", "138　1234　5678", stars(17), false},
		{"hyphens", "(138-1234-5678)", "(" + stars(13) + ")", false},
		{"hyphens at the end", "138-1234-5678", stars(13), false},
		{"hyphens before a full stop", "138-1234-5678.", stars(13) + ".", false},
		{"points", "138.1234.5678 ", stars(13) + " ", false},
		{"long hyphens", "138–1234–5678", stars(17), false},
		{"country code and hyphens", "+86-138-1234-5678", "+86-" + stars(13), false},
		{"country code run into the first group", "86138 1234 5678", stars(15), false},
		{"after a space and a number", "7 138-1234-5678", "7 " + stars(13), false},
		{"two kinds of signs", "138-1234 5678", "", false},
		{"other groups", "1381 2345 678", "", false},
		{"two spaces", "138  1234 5678", "", false},
		{"an id with hyphens", "330110-138-1234-5678", "", false},
		{"an id that goes on", "138-1234-5678-01", "", false},
		{"an id with letters before", "case-138-1234-5678", "", false},
		{"an id with a letter before", "a138-1234-5678", "", false},
		{"an id with a letter after", "138-1234-5678-b", "", false},
		{"an id with an underscore", "138-1234-5678_1", "", false},
		{"groups with second digit 2", "128 1234 5678", "", false},
		{"a day before", "2026-09-30 1234 5678", "", false},

		{"identity with X", id, stars(18), false},
		{"identity with x", strings.ToLower(id), stars(18), false},
		{"identity ending in a digit", "440524188001010014", stars(18), false},
		{"identity before more letters", id + "YZ", stars(18) + "YZ", false},
		{"identity in a longer run", "9440524188001010014", "9" + stars(18), false},
		{"X after a longer run", "00" + id, "00" + stars(18), false},
		{"identity in groups", "110105 19491231 002X.", stars(20) + ".", false},
		{"identity in groups ending in a digit", "440524 18800101 0014", stars(20), false},
		{"an article's id of the same groups", "440524-18800101-0014", "", false},
		{"wrong check digit", "110105194912310021", "", false},
		{"X where a digit belongs", "44052418800101001X", "", false},
		{"X after a space", "11010519491231002 X", "", false},
		{"month 13", "110105194913310021", "", false},
		{"born in 2149", "110105214912310026", "", false},
		{"seventeen digits", "11010519491231002", "", false},

		{"full-width mobile", "１３８１２３４５６７８", stars(33), false},
		{"full-width hyphens", "138－1234－5678", stars(17), false},
		{"full-width X", "11010519491231002Ｘ", stars(20), false},
		{"half and full width", "138１2345678", stars(13), false},
		{"without width", "138\u200b1234\u200b5678", stars(17), false},
		{"escaped in JSON text", `"\u00313812345678"`, `"` + stars(16) + `"`, true},
		{"escaped full-width", `\uff11\uFF13812345678`, stars(21), true},
		{"JSON in a string of JSON", `\\u00313812345678`, stars(17), true},
		{"after a Chinese character in a string of JSON", `\\u53f713812345678`, `\\u53f7` + stars(11), true},
		{"after a line break in a string of JSON", `\\n138-1234-5678`, `\\n` + stars(13), true},
		{"a path that looks like an escape", `c:\\u13812345678`, `c:\\u` + stars(11), true},
		{"an escape outside JSON", `\u00313812345678`, stars(16), false},
		{"a quote ends a run", `"13812345","678"`, "", true},
		{"cut short", `1381234567\u003`, "", true},
		{"cut in UTF-8", mobile + "\xef\xbc", stars(11) + "\xef\xbc", false},

		{"after an encoded space", "tel%20" + mobile, "tel%20" + stars(11), false},
		{"after an encoded character", "%E5%8F%B7" + mobile, "%E5%8F%B7" + stars(11), false},
		{"after a percent sign", "50%" + mobile, "50%" + stars(11), false},
		{"encoded digits", "%31%33812345678", stars(15), false},
		{"encoded twice", "%2531%25333812345678", "", false}, // 133812345678: twelve digits
		{"encoded digits, twice", "%2531%2533812345678", stars(19), false},
		{"encoded spaces", "138%201234%205678", stars(17), false},
		{"encoded full-width", "%EF%BC%913812345678", stars(19), false},
		{"an escaped percent sign", `\u002531` + "3812345678", stars(18), true},
		{"cut in an encoding", mobile + "%E", stars(11) + "%E", false},

		{"base64", coded, stars(len(coded)), false},
		{"base64 of URLs", "u=" + base64.RawURLEncoding.EncodeToString([]byte(id)), "u=" + stars(24), false},
		{"base64 of a longer run", base64.StdEncoding.EncodeToString([]byte("0" + mobile)), "", false},

		{"a UUID", "5f0c2a1e-77aa-4c1b-9d3e-a" + mobile, "", false},
		{"no UUID", "5f0c2a1e-77aa-4c1b-x-a" + mobile, "5f0c2a1e-77aa-4c1b-x-a" + stars(11), false},
		{"a hash", "5f0c2a1e77a" + mobile + "bc", "", false},
		{"no hash", "5f0c2a1e77a" + mobile + "b", "5f0c2a1e77a" + stars(11) + "b", false},
		{"a hash behind an escape", `\u4e00aaaaaaaaaaaa` + mobile, `\u4e00aaaaaaaaaaaa` + stars(11), true},
		{"a hash behind an encoding", `%80aaaaaaaaaaaa` + mobile, `%80aaaaaaaaaaaa` + stars(11), false},
		{"a long number", "123456789012345678901234567890", "", false},
	} {
		f := finder{}
		got := string(f.redact([]byte(c.text), c.escaped))
		if c.want == "" {
			c.want = c.text
		}
		if got != c.want {
			t.Errorf("%s: %q became %q, want %q", c.about, c.text, got, c.want)
		}
	}
}

// TestIdsAreNoPersons: what programs make up as ids passes, but for chance beyond one in a hundred thousand.
func TestIdsAreNoPersons(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		return b
	}
	const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	makers := map[string]func() string{
		"UUID": func() string {
			b := random(16)
			b[6], b[8] = b[6]&15|0x40, b[8]&63|0x80
			return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
		},
		"hash": func() string { sum := sha256.Sum256(random(8)); return hex.EncodeToString(sum[:]) },
		"ULID": func() string {
			text := []byte("01")
			for _, c := range random(24) {
				text = append(text, crockford[c&31])
			}
			return string(text)
		},
		"object id":    func() string { return hex.EncodeToString(random(12)) },
		"base64":       func() string { return base64.StdEncoding.EncodeToString(random(24)) },
		"milliseconds": func() string { return fmt.Sprint(1_700_000_000_000 + rng.IntN(200_000_000_000)) },
		"serial": func() string {
			return fmt.Sprintf("330110-%d-%04d-%04d", 20250101+rng.IntN(1200), rng.IntN(1e4), rng.IntN(1e4))
		},
	}
	for name, make := range makers {
		f, found := finder{}, 0
		for range 100_000 {
			if f.holds([]byte(make())) {
				found++
			}
		}
		if found > 1 {
			t.Errorf("%s: %d of 100,000 are taken for a person's number", name, found)
		}
	}
}

// TestLeapAndScanAgree: the quick way over plain ASCII finds what reading every character finds.
func TestLeapAndScanAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	found := 0
	for range 200_000 {
		text := make([]byte, 8+rng.IntN(40))
		for i := range text {
			text[i] = "0123456789011338866 -.-. xXa_"[rng.IntN(29)]
		}
		if at := rng.IntN(len(text)); rng.IntN(2) == 0 {
			text = append(text[:at], append([]byte([]string{randomMobile(rng), randomIdentity(rng), "138 1234 5678", "86-138-1234-5678"}[rng.IntN(4)]), text[at:]...)...)
		}
		f := finder{text: text}
		f.leap(text)
		leapt := fmt.Sprint(f.spans)
		f.spans = f.spans[:0]
		f.scan(reader{b: text})
		if scanned := fmt.Sprint(f.spans); scanned != leapt {
			t.Fatalf("%q: %s by leaps, %s by reading", text, leapt, scanned)
		}
		if len(f.spans) > 0 {
			found++
		}
	}
	if found < 20_000 || found > 190_000 {
		t.Errorf("found something in %d of 200,000 texts: the test does not look at both sides", found)
	}
}

// TestFinderIsQuickOnAnyText: no text makes the time grow faster than its length; all that is refused goes through. A MiB takes less than
// a second, and the bound leaves room for a busy machine.
func TestFinderIsQuickOnAnyText(t *testing.T) {
	const size = 1 << 20
	for _, piece := range []string{"1", "138 1234 5678 ", "138-1234-5678-", "a13812345678", "13812345678 ", "11010519491231002X", "%", "%25", "%E5%25", `\`, `\u0031`, `\u0025`, "MTIz", "MTM4MTIzNDU2Nzg", "１", "-", "工", "\xef"} {
		text := []byte(strings.Repeat(piece, size/len(piece)))
		var f finder
		began := time.Now()
		f.redact(text, true)
		if spent := time.Since(began); spent > 10*time.Second {
			t.Errorf("%q: %s for a MiB", piece, spent)
		}
	}
}

// FuzzFinder: what is redacted holds nothing more, and keeps its length.
func FuzzFinder(f *testing.F) {
	for _, seed := range []string{"13812345678", "11010519491231002X", "+86-138-0013-8000", "%2531%25333812345678", `\u00313812345678`, "MTM4MTIzNDU2Nzg=", "１３８１２３４５６７８", "138 0013 8000"} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	var find finder
	f.Fuzz(func(t *testing.T, text []byte, escaped bool) {
		clean := find.redact(text, escaped)
		if len(clean) != len(text) {
			t.Fatalf("%q became %q", text, clean)
		}
		if find.find(clean, escaped) || find.find64(clean) {
			t.Fatalf("%q is left with %q", text, clean)
		}
	})
}
