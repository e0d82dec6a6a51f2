package engine

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// errOpen is all the engine says through its interface when it refuses a
// session; the cause stands on the child's standard error.
var errOpen = errors.New("open engine session: refused by the engine")

// fault is an error with a ClickHouse code, as the front answers it and as
// clickhouse-go turns it into *clickhouse.Exception.
type fault struct {
	code   int
	status int    // HTTP status
	text   string // "Code: N. DB::Exception: …"
}

func (f *fault) Error() string { return f.text }

// Codes of ClickHouse that the front itself answers with.
const (
	codeBadArguments         = 36
	codeNotImplemented       = 48
	codeSyntax               = 62
	codeAccessDenied         = 497
	codeAuthenticationFailed = 516
	codeQueryCancelled       = 394
	codeTooManyRows          = 158
	codeTooManyBytes         = 307
	codeUnknownException     = 1002
)

func newFault(status, code int, name, format string, args ...any) *fault {
	return &fault{
		code: code, status: status,
		text: fmt.Sprintf("Code: %d. DB::Exception: %s. (%s)", code, fmt.Sprintf(format, args...), name),
	}
}

var codePattern = regexp.MustCompile(`Code: (\d+)\.`)

// engineError turns the engine's text into a fault. A text without a code, or
// none at all, becomes UNKNOWN_EXCEPTION so that the caller always gets a code.
func engineError(text string) *fault {
	at := codePattern.FindStringSubmatchIndex(text)
	if at == nil {
		if text == "" {
			text = "the engine gave no answer"
		}
		return newFault(500, codeUnknownException, "UNKNOWN_EXCEPTION", "%s", strings.TrimSpace(text))
	}
	code, err := strconv.Atoi(text[at[2]:at[3]])
	if err != nil || code <= 0 {
		code = codeUnknownException
	}
	return &fault{code: code, status: 500, text: strings.TrimSpace(text[at[0]:])}
}
