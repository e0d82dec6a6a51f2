package main

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// numbers are invented identity and mobile numbers, all distinct, handed out one by one, and looked for afterwards.
type numbers struct {
	all  map[string]bool // as digits, an X at the end in capitals
	left []string
}

// inventNumbers makes so many identity numbers and so many mobile numbers, alternately.
func inventNumbers(each int) *numbers {
	dice := rand.New(rand.NewPCG(6, uint64(each)))
	n := &numbers{all: map[string]bool{}}
	for len(n.all) < 2*each {
		next := inventMobile(dice)
		if len(n.all)%2 == 0 {
			next = inventIdentity(dice)
		}
		if !n.all[next] {
			n.all[next] = true
			n.left = append(n.left, next)
		}
	}
	return n
}

// inventMobile leaves out 16 and 17, with which the microseconds of these years begin.
func inventMobile(dice *rand.Rand) string {
	return fmt.Sprintf("1%c%09d", "34589"[dice.IntN(5)], dice.IntN(1_000_000_000))
}

// inventIdentity takes the check digit of GB 11643 by its definition: the weighted sum is 1 modulo 11.
func inventIdentity(dice *rand.Rand) string {
	born := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, dice.IntN(20_000))
	digits := fmt.Sprintf("%06d%s%03d", 110_000+dice.IntN(540_000), born.Format("20060102"), dice.IntN(1000))
	for last := range 11 {
		sum, weight := last, 1
		for i := 16; i >= 0; i-- {
			weight = weight * 2 % 11
			sum += weight * int(digits[i]-'0')
		}
		if sum%11 == 1 {
			return digits + string("0123456789X"[last])
		}
	}
	panic("one of eleven check digits always fits")
}

func (n *numbers) next() string {
	one := n.left[0]
	n.left = n.left[1:]
	return one
}

// spelt is one character as some way of writing spells it: a digit, X, or what may join groups of digits.
func spelt(b []byte, i int) (c byte, size int) {
	switch c := b[i]; {
	case c >= '0' && c <= '9', c == 'X', c == ' ', c == '-', c == '.':
		return c, 1
	case c == 'x':
		return 'X', 1
	case c == '%' && i+2 < len(b) && b[i+1] == '3' && b[i+2] >= '0' && b[i+2] <= '9':
		return b[i+2], 3
	case c == '\\' && i+5 < len(b) && string(b[i+1:i+5]) == "u003" && b[i+5] >= '0' && b[i+5] <= '9':
		return b[i+5], 6
	case c == 0xEF && i+2 < len(b) && b[i+1] == 0xBC && b[i+2] >= 0x90 && b[i+2] <= 0x99: // full-width
		return b[i+2] - 0x90 + '0', 3
	}
	return 0, 1
}

// in lists the invented numbers that stand in b, at most ten: in digits of any of these ways of writing, in groups, in
// UTF-16, in base64.
func (n *numbers) in(b []byte) []string {
	found := map[string]bool{}
	n.scan(b, 1, found)
	n.scan(b, 2, found)
	n.scan(b[min(1, len(b)):], 2, found)
	n.inBase64(b, found)
	list := slices.Sorted(func(yield func(string) bool) {
		for one := range found {
			if !yield(one) {
				return
			}
		}
	})
	return list[:min(len(list), 10)]
}

// scan reads every step-th byte: two for UTF-16, whose other half is zero.
func (n *numbers) scan(b []byte, step int, found map[string]bool) {
	run, joined := make([]byte, 0, 64), false
	for i := 0; i < len(b); {
		var c byte
		size := step
		if step == 1 {
			c, size = spelt(b, i)
		} else if i+1 >= len(b) || b[i+1] == 0 {
			c, _ = spelt(b[i:i+1], 0)
		}
		i += size
		switch {
		case c == 0, c < '0' && (joined || len(run) == 0), c == 'X' && len(run) < 17:
			run, joined = run[:0], false
			continue
		case c < '0':
			joined = true
			continue
		}
		joined = false
		run = append(run, c)
		for _, length := range []int{11, 18} {
			if len(run) >= length && n.all[string(run[len(run)-length:])] {
				found[string(run[len(run)-length:])] = true
			}
		}
		if c == 'X' {
			run = run[:0]
		} else if len(run) == cap(run) {
			run = append(run[:0], run[len(run)-18:]...)
		}
	}
}

func (n *numbers) inBase64(b []byte, found map[string]bool) {
	for i := 0; i < len(b); i++ {
		from := i
		for i < len(b) && isBase64(b[i]) {
			i++
		}
		if i-from < 15 {
			continue
		}
		text := strings.NewReplacer("-", "+", "_", "/").Replace(string(b[from:i]))
		for shift := range 4 {
			part := text[shift:]
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			if plain, err := base64.RawStdEncoding.DecodeString(part); err == nil {
				n.scan(plain, 1, found)
			}
		}
	}
}

func isBase64(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '+' || c == '/' || c == '-' || c == '_'
}

// nowhereIn looks into every file below a directory and answers how many bytes it saw.
func (n *numbers) nowhereIn(t *testing.T, what, dir string) (size int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		size += len(text)
		n.notIn(t, what+" "+entry.Name(), append(text, entry.Name()...))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return size
}

func (n *numbers) notIn(t *testing.T, what string, text []byte) {
	t.Helper()
	if found := n.in(text); len(found) > 0 {
		t.Errorf("%s holds %v (%d bytes)", what, found, len(text))
	}
}

// TestNumbersAreFound makes sure that what finds nothing in the product would find something.
func TestNumbersAreFound(t *testing.T) {
	n := inventNumbers(50)
	for range 100 {
		one := n.next()
		wide, utf16, escaped, percent := "", "", "", ""
		for _, c := range one {
			utf16 += string(c) + "\x00"
			escaped += fmt.Sprintf("\\u%04x", c)
			percent += fmt.Sprintf("%%%02X", c)
			if c < 'A' {
				wide += string(c + 0xFEE0)
			} else {
				wide += string(c)
			}
		}
		texts := []string{one, "a7" + one + "12", wide, strings.ToLower(one), one[:3] + " " + one[3:7] + "-" + one[7:], utf16, "\x00" + utf16, "\x00\x00\x00" + utf16 + "a"}
		if !strings.HasSuffix(one, "X") {
			texts = append(texts, escaped, percent)
		}
		for lead := range 3 {
			texts = append(texts, `"`+base64.StdEncoding.EncodeToString([]byte("tel"[:lead]+one))+`"`, "_"+base64.RawURLEncoding.EncodeToString([]byte("tel"[:lead]+one))+" ")
		}
		for _, text := range texts {
			if got := n.in([]byte(text)); len(got) != 1 || got[0] != one {
				t.Errorf("in %q %v is found, want %s", text, got, one)
			}
		}
	}
	if got := n.in([]byte("2026-09-30T23:59:58.123456+08:00 1795280000123456 " + strings.Repeat("ab12", 200))); len(got) != 0 {
		t.Errorf("%v is found where nothing is", got)
	}
}
