package event

import "strings"

const (
	mobileDigits   = 11
	identityDigits = 18
)

// chain is a chain of groups of digits with what stands around it.
type chain struct {
	digits []digit
	groups []group
	loose  joint // after the last digit
	next   digit // the character after it, with value 10 if it is an X that follows directly, else 255
	after  rune
}

// end judges the chain of groups that ends before the character after.
func (f *finder) end(after rune, from, to int) {
	c := chain{digits: f.digits, groups: f.groups, loose: f.joint, next: digit{255, from, to}, after: after}
	f.digits, f.groups, f.joint = f.digits[:0], f.groups[:0], jointNone
	if len(c.digits) < mobileDigits {
		return
	}
	if c.loose == jointNone && after|0x20 == 'x' {
		c.next.value = 10
	}
	for i := range c.groups {
		f.judgeRun(c.group(i), c.nextOf(i))
		if i+2 < len(c.groups) {
			f.judgeGroups(&c, i)
		}
	}
}

// group gives the digits of a group, or none.
func (c *chain) group(i int) []digit {
	switch {
	case i < 0 || i >= len(c.groups):
		return nil
	case i+1 < len(c.groups):
		return c.digits[c.groups[i].start:c.groups[i+1].start]
	}
	return c.digits[c.groups[i].start:]
}

// nextOf gives the character that follows a group directly, if it can be the last one of an identity number.
func (c *chain) nextOf(i int) digit {
	if i == len(c.groups)-1 {
		return c.next
	}
	return digit{value: 255}
}

func (f *finder) mark(run []digit, to int) { f.spans = append(f.spans, span{run[0].from, to}) }

// judgeRun judges digits that stand without anything between.
func (f *finder) judgeRun(run []digit, next digit) {
	n := len(run)
	if n < mobileDigits {
		return
	}
	if number := afterCountry(run); len(number) == mobileDigits && isMobileHead(number) && !insideHash(f.text, run[0].from, run[n-1].to) {
		f.mark(run, run[n-1].to)
	}
	for i := 0; i+identityDigits <= n; i++ {
		if isIdentity(run[i:i+17], run[i+17].value) {
			f.mark(run[i:], run[i+17].to)
		}
	}
	if n >= 17 && isIdentity(run[n-17:], next.value) {
		f.mark(run[n-17:], next.to)
	}
}

// afterCountry takes the country code off a run that is longer than a mobile number, or a group than its first group.
func afterCountry(run []digit) []digit {
	for _, code := range []string{"86", "0086"} {
		if rest := len(run) - len(code); (rest == mobileDigits || rest == 3) && spells(run[:len(code)], code) {
			return run[len(code):]
		}
	}
	return run
}

func spells(run []digit, text string) bool {
	if len(run) != len(text) {
		return false
	}
	for i, d := range run {
		if d.value != text[i]-'0' {
			return false
		}
	}
	return true
}

func isMobileHead(run []digit) bool { return run[0].value == 1 && run[1].value >= 3 }

// judgeGroups judges the three groups from i on as one number.
func (f *finder) judgeGroups(c *chain, i int) {
	first, second, third := c.group(i), c.group(i+1), c.group(i+2)
	by := c.groups[i+1].joint
	if c.groups[i+2].joint != by {
		return
	}
	start := c.groups[i].start
	run := c.digits[start : start+len(first)+len(second)+len(third)]
	if head := afterCountry(first); len(head) == 3 && len(second) == 4 && len(third) == 4 && isMobileHead(head) {
		if by == jointSpace || !c.joinedBefore(i, by, f.before) && !c.joinedAfter(i+2) {
			f.mark(run, run[len(run)-1].to)
		}
	}
	if by != jointSpace || len(first) != 6 || len(second) != 8 {
		return
	}
	if len(third) == 4 && isIdentity(run[:17], run[17].value) {
		f.mark(run, run[17].to)
	}
	if next := c.nextOf(i + 2); len(third) == 3 && isIdentity(run, next.value) {
		f.mark(run, next.to)
	}
}

// joinedBefore says whether group i continues something by more than a space. A country code before it is its own.
func (c *chain) joinedBefore(i int, by joint, before [2]rune) bool {
	if i > 0 && c.groups[i].joint == by && (spells(c.group(i-1), "86") || spells(c.group(i-1), "0086")) {
		i--
	}
	if i > 0 {
		return c.groups[i].joint != jointSpace
	}
	return isWord(before[1]) || isLink(before[1]) && isWord(before[0])
}

// joinedAfter says whether group i is continued by more than a space.
func (c *chain) joinedAfter(i int) bool {
	if i+1 < len(c.groups) {
		return c.groups[i+1].joint != jointSpace
	}
	return c.loose != jointSpace && isWord(c.after)
}

func isWord(c rune) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func isLink(c rune) bool { return c == '-' || c == '.' }

// insideHash says whether b[from:to] is a part of a UUID or of a long run of hexadecimal digits with letters among them.
func insideHash(b []byte, from, to int) bool {
	const long = 24
	length := to - from
	for n := 0; n < long && from > 0 && isHex(b[from-1]); n++ { // no further: a text may be full of numbers
		from--
	}
	for n := 0; n < long && to < len(b) && isHex(b[to]); n++ {
		to++
	}
	if text := string(b[max(0, from-2):from]); text == `\u` && to-from > 4 { // those of an escape spell something else
		from += 4
	} else if strings.HasSuffix(text, "%") && to-from > 2 {
		from += 2
	}
	if to-from == length { // no letter beside it: nothing but a number
		return false
	}
	return to-from >= long || to >= 36 && isUUID(b[to-36:to])
}

func isHex(c byte) bool {
	_, ok := hexDigit(c)
	return ok
}

func isUUID(b []byte) bool {
	for i, c := range b {
		if hyphen := i == 8 || i == 13 || i == 18 || i == 23; hyphen != (c == '-') || !hyphen && !isHex(c) {
			return false
		}
	}
	return true
}

// isIdentity judges 17 digits and a check digit by GB 11643: the weights are 2^(17-i) mod 11.
func isIdentity(d []digit, check byte) bool {
	century := d[6].value*10 + d[7].value
	month := d[10].value*10 + d[11].value
	day := d[12].value*10 + d[13].value
	if d[0].value == 0 || century < 18 || century > 20 || month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	sum := 0
	for _, one := range d[:17] {
		sum = (sum + int(one.value)) * 2 % 11
	}
	return (12-sum)%11 == int(check)
}
