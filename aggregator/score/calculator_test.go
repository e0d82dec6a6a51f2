package score

import (
	"fmt"
	"math/big"
	"strings"
)

// calculate works out a formula of numbers, + − × /, min(a, b), max(a, b) and parentheses, in fractions of math/big.
func calculate(formula string) (*big.Rat, error) {
	c := &calculator{rest: strings.ReplaceAll(formula, " ", "")}
	v, err := c.sum()
	if err == nil && c.rest != "" {
		err = fmt.Errorf("%q is left", c.rest)
	}
	return v, err
}

type calculator struct{ rest string }

func (c *calculator) take(token string) bool {
	if strings.HasPrefix(c.rest, token) {
		c.rest = c.rest[len(token):]
		return true
	}
	return false
}

func (c *calculator) sum() (*big.Rat, error) {
	v, err := c.product()
	for err == nil {
		var w *big.Rat
		switch {
		case c.take("+"):
			if w, err = c.product(); err == nil {
				v = new(big.Rat).Add(v, w)
			}
		case c.take("−"):
			if w, err = c.product(); err == nil {
				v = new(big.Rat).Sub(v, w)
			}
		default:
			return v, nil
		}
	}
	return nil, err
}

func (c *calculator) product() (*big.Rat, error) {
	v, err := c.factor()
	for err == nil {
		var w *big.Rat
		switch {
		case c.take("×"):
			if w, err = c.factor(); err == nil {
				v = new(big.Rat).Mul(v, w)
			}
		case c.take("/"):
			if w, err = c.factor(); err == nil {
				if w.Sign() == 0 {
					return nil, fmt.Errorf("division by 0")
				}
				v = new(big.Rat).Quo(v, w)
			}
		default:
			return v, nil
		}
	}
	return nil, err
}

func (c *calculator) factor() (*big.Rat, error) {
	switch {
	case c.take("min("):
		return c.of(-1)
	case c.take("max("):
		return c.of(1)
	case c.take("("):
		v, err := c.sum()
		if err == nil && !c.take(")") {
			err = fmt.Errorf("a parenthesis is open at %q", c.rest)
		}
		return v, err
	}
	end := 0
	for end < len(c.rest) && strings.ContainsRune("0123456789.-", rune(c.rest[end])) {
		end++
	}
	v, ok := new(big.Rat).SetString(c.rest[:end])
	if !ok {
		return nil, fmt.Errorf("no number at %q", c.rest)
	}
	c.rest = c.rest[end:]
	return v, nil
}

// of answers the lesser (sign -1) or greater (1) of two values.
func (c *calculator) of(sign int) (*big.Rat, error) {
	a, err := c.sum()
	if err != nil {
		return nil, err
	}
	if !c.take(",") {
		return nil, fmt.Errorf("no comma at %q", c.rest)
	}
	b, err := c.sum()
	if err != nil {
		return nil, err
	}
	if !c.take(")") {
		return nil, fmt.Errorf("a parenthesis is open at %q", c.rest)
	}
	if a.Cmp(b) == sign {
		return a, nil
	}
	return b, nil
}
