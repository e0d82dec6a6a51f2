package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

var errTwice = errors.New("key stands twice")

// strictlyValid is the oracle: encoding/json, tightened where it is lenient (UTF-8, surrogates, duplicate keys) and with
// our own two bounds.
func strictlyValid(b []byte) bool {
	if !utf8.Valid(b) || !json.Valid(b) || deepest(b) > maxDepth || loneSurrogate(b) || hugeExponent(b) {
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := uniqueKeys(dec); err != nil {
		return false
	}
	_, err := dec.Token()
	return err == io.EOF
}

func uniqueKeys(dec *json.Decoder) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	open, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			if seen[key.(string)] {
				return errTwice
			}
			seen[key.(string)] = true
		}
		if err := uniqueKeys(dec); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// deepest, loneSurrogate and hugeExponent walk over valid JSON only.
func deepest(b []byte) (most int) {
	depth, inside := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inside && c == '\\':
			i++
		case c == '"':
			inside = !inside
		case !inside && (c == '{' || c == '['):
			depth++
			most = max(most, depth)
		case !inside && (c == '}' || c == ']'):
			depth--
		}
	}
	return most
}

func loneSurrogate(b []byte) bool {
	// encoding/json replaces a lone surrogate by U+FFFD; any U+FFFD that was not written as such gives it away.
	written := bytes.Count(b, []byte("\uFFFD")) + strings.Count(strings.ToLower(string(b)), `\ufffd`)
	var v any
	if json.Unmarshal(b, &v) != nil {
		return false
	}
	var count func(v any) int
	count = func(v any) (n int) {
		switch v := v.(type) {
		case string:
			return strings.Count(v, "\uFFFD")
		case []any:
			for _, one := range v {
				n += count(one)
			}
		case map[string]any:
			for key, one := range v {
				n += count(key) + count(one)
			}
		}
		return n
	}
	return count(v) > written
}

func hugeExponent(b []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			return false
		}
		number, ok := token.(json.Number)
		if !ok {
			continue
		}
		if i := strings.IndexAny(string(number), "eE"); i >= 0 && len(strings.TrimLeft(string(number)[i+1:], "+-0")) > maxExponent {
			return true
		}
	}
}

// accepts says what the decoder's first steps say of a text.
func accepts(d *Decoder, b []byte) bool {
	m := &d.message
	*m = message{fields: &d.fields}
	return d.parse(Input{Value: b}, m) == nil
}

var syntaxSeeds = []string{
	``, ` `, `null`, `true`, `falsee`, `nul`, `0`, `-0`, `01`, `-`, `+1`, `1.`, `.1`, `1e5`, `1E+05`, `1e`, `1e1234567`, `1e0000001`, `NaN`, `inf`,
	`"a"`, `"\u00e9\n"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ude00\ud83d"`, `"\x"`, "\"\x01\"", "\"\xff\"", "\"\xed\xa0\x80\"", "\"\uFFFD\"", `"\ufffd"`,
	`[]`, `[1,]`, `[,]`, `[1 2]`, `{}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"":1,"":1}`, `{"a":{"b":1,"b":2}}`, `{"a"}`, `{"a":}`, `{a:1}`, `{"a":1}x`, `{"a":1}{}`,
	`{"a":[{"x":1},{"x":1}]}`, "\ufeff1", `"abc`, `"abc\`, `"\u12`, `[[[[`, `]`, "\t[\r\n1\n]", "[1\v]", `"\ud83d\u0041"`, `"\uD83D\uDE0"`,
}

func TestSyntaxAgainstOracle(t *testing.T) {
	d := newDecoder(t, goldenKey)
	for _, seed := range syntaxSeeds {
		if got, want := accepts(d, []byte(seed)), strictlyValid([]byte(seed)); got != want {
			t.Errorf("%q: accepted %t, oracle says %t", seed, got, want)
		}
	}
	// Valid texts with a few bytes changed: the neighbourhood of the border between good and bad.
	rng := rand.New(rand.NewPCG(1, 2))
	alphabet := []byte(`{}[]",:\/0123456789.eE+-truefalsn abu` + "\x00\x1f\x7f\xc3\xa9\xed\xff")
	valid := 0
	for range 60_000 {
		text := []byte(randomJSON(rng, 3))
		for range rng.IntN(3) {
			i := rng.IntN(len(text))
			switch rng.IntN(3) {
			case 0:
				text[i] = alphabet[rng.IntN(len(alphabet))]
			case 1:
				text = append(text[:i], text[i+1:]...)
			default:
				text = append(text[:i], append([]byte{alphabet[rng.IntN(len(alphabet))]}, text[i:]...)...)
			}
			if len(text) == 0 {
				text = []byte{' '}
			}
		}
		got, want := accepts(d, text), strictlyValid(text)
		if got != want {
			t.Fatalf("%q: accepted %t, oracle says %t", text, got, want)
		}
		if got {
			valid++
		}
	}
	if valid < 5_000 || valid > 55_000 {
		t.Errorf("%d of 60000 texts were valid: the test does not look at both sides", valid)
	}
}

func randomJSON(rng *rand.Rand, depth int) string {
	pick := func(options ...string) string { return options[rng.IntN(len(options))] }
	switch kind := rng.IntN(8); {
	case kind < 2 && depth > 0:
		parts := make([]string, rng.IntN(4))
		for i := range parts {
			parts[i] = pick(`"a"`, `"b"`, `"\u0061"`, `""`, `"c\"d"`, `"工"`) + ":" + randomJSON(rng, depth-1)
		}
		return "{" + strings.Join(parts, ",") + "}"
	case kind < 4 && depth > 0:
		parts := make([]string, rng.IntN(4))
		for i := range parts {
			parts[i] = randomJSON(rng, depth-1)
		}
		return "[ " + strings.Join(parts, " ,") + "]"
	case kind < 6:
		return pick(`"x"`, `"\ud83d\ude00"`, `"é"`, `"\\"`, `"a\/b\n"`, `"\u0000"`, `"�"`)
	}
	return pick("0", "-1", "10.50", "1e9", "-0.0E-2", "true", "false", "null", "9007199254740993")
}

func TestDepthIsBounded(t *testing.T) {
	nested := func(n int) []byte { return []byte(strings.Repeat(`{"a":[`, n/2) + strings.Repeat(`]}`, n/2)) }
	if f := checkSyntax(nested(maxDepth)); f.problem != "" {
		t.Errorf("depth %d: %s", maxDepth, f.problem)
	}
	if f := checkSyntax(nested(maxDepth + 2)); !strings.Contains(f.problem, "deeper than 32") {
		t.Errorf("depth %d: %q", maxDepth+2, f.problem)
	}
}

// TestManyKeys keeps the search for duplicates from taking quadratic time on a value full of keys.
func TestManyKeys(t *testing.T) {
	var p fastjson.Parser
	d := newDecoder(t, goldenKey)
	for _, tail := range []string{"", `,"k1":1`} {
		var b strings.Builder
		b.WriteString(`{"k0":0`)
		for i := 1; b.Len() < 60_000; i++ {
			b.WriteString(`,"k` + string(appendNumber(nil, []byte(itoa(i)))) + `":0`)
		}
		b.WriteString(tail + `}`)
		v, err := p.Parse(b.String())
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if tail != "" {
			want = "k1"
		}
		if got := string(d.duplicate(v)); got != want {
			t.Errorf("duplicate %q, want %q", got, want)
		}
	}
}
