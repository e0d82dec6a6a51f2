package engine

import "strings"

// The lexer knows just enough of ClickHouse's tokens to tell names from strings
// and comments. Where ClickHouse reads more than it needs here (heredocs, typed
// quotes of Unicode, nested comments, '#' comments) it refuses the text instead
// of guessing: two readers that disagree are how a refusal is got round.

type tokenKind uint8

const (
	tokenWord   tokenKind = iota // bare word or number
	tokenQuoted                  // "name" or `name`; text without the quotes, escapes kept
	tokenString                  // 'text'; text without the quotes, escapes kept
	tokenSign                    // one other ASCII byte
)

type token struct {
	kind       tokenKind
	text       string
	start, end int // bytes in the statement
}

// is reports whether the token is the bare keyword (given in upper case).
func (t token) is(keyword string) bool {
	return t.kind == tokenWord && strings.EqualFold(t.text, keyword)
}

// sign reports whether the token is that one byte.
func (t token) sign(b byte) bool { return t.kind == tokenSign && t.text[0] == b }

// name reports whether the token can name a thing.
func (t token) name() bool { return t.kind == tokenWord || t.kind == tokenQuoted }

type lexer struct {
	text string
	at   int
}

// next gives the next token; ok is false at the end of the text.
func (l *lexer) next() (tok token, ok bool, err *fault) {
	if err := l.skip(); err != nil {
		return token{}, false, err
	}
	if l.at >= len(l.text) {
		return token{}, false, nil
	}
	start, c := l.at, l.text[l.at]
	switch {
	case c == '\'' || c == '"' || c == '`':
		return l.quoted(c)
	case isWord(c):
		for l.at < len(l.text) && (isWord(l.text[l.at]) || l.text[l.at] == '$') {
			l.at++
		}
		return token{tokenWord, l.text[start:l.at], start, l.at}, true, nil
	case c == '$' || c == '#' || c == '\\' || c < ' ' || c > '~':
		return token{}, false, newFault(400, codeSyntax, "SYNTAX_ERROR",
			"byte 0x%02x at position %d outside of quotes is not taken by the embedded engine", c, start)
	}
	l.at++
	return token{tokenSign, l.text[start:l.at], start, l.at}, true, nil
}

// quoted reads a string or quoted name: a backslash keeps the next byte, a
// doubled quote stands for itself.
func (l *lexer) quoted(quote byte) (token, bool, *fault) {
	start := l.at
	for l.at++; l.at < len(l.text); l.at++ {
		switch l.text[l.at] {
		case '\\':
			l.at++
		case quote:
			if l.at+1 < len(l.text) && l.text[l.at+1] == quote {
				l.at++
				continue
			}
			l.at++
			kind := tokenQuoted
			if quote == '\'' {
				kind = tokenString
			}
			return token{kind, l.text[start+1 : l.at-1], start, l.at}, true, nil
		}
	}
	return token{}, false, newFault(400, codeSyntax, "SYNTAX_ERROR", "the quote at position %d is not closed", start)
}

// skip passes white space and comments.
func (l *lexer) skip() *fault {
	for l.at < len(l.text) {
		rest := l.text[l.at:]
		switch {
		case strings.IndexByte(" \t\n\r\f\v", rest[0]) >= 0:
			l.at++
		case strings.HasPrefix(rest, "--"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest) - 1
			}
			l.at += end + 1
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				return newFault(400, codeSyntax, "SYNTAX_ERROR", "the comment at position %d is not closed", l.at)
			}
			if strings.Contains(rest[2:2+end], "/*") {
				return newFault(400, codeSyntax, "SYNTAX_ERROR", "nested comment at position %d is not taken by the embedded engine", l.at)
			}
			l.at += end + 4
		default:
			return nil
		}
	}
	return nil
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
