package engine

import "strings"

type statementKind uint8

const (
	kindOther  statementKind = iota // runs whole, answer in memory
	kindSelect                      // answer streams block by block
	kindInsert                      // INSERT whose rows come as data
	kindKill                        // KILL QUERY: runs beside the pool
)

// statement is one SQL statement as the front will run it.
type statement struct {
	kind   statementKind
	sql    string // for kindInsert without its FORMAT clause, as the engine wants it
	format string // of the data, for kindInsert
	data   string // what stood behind the FORMAT clause in the text
}

// readStatement splits a request's text, finds out how it has to be run, and
// refuses what the engine must not do; see refuse.go.
func readStatement(text string) (statement, *fault) {
	tokens, insert, err := scan(text)
	if err != nil {
		return statement{}, err
	}
	if len(tokens) == 0 {
		return statement{}, newFault(400, codeSyntax, "SYNTAX_ERROR", "Empty query")
	}
	if err := refuse(tokens); err != nil {
		return statement{}, err
	}
	if insert.kind == kindInsert {
		return insert, nil
	}
	return statement{kind: kindOf(tokens), sql: text[:tokens[len(tokens)-1].end]}, nil
}

// scan reads the tokens of the one statement in text, without a closing
// semicolon. Behind "INSERT … FORMAT name" (or a closing VALUES) stands data,
// which is no SQL and is not read as such.
func scan(text string) (tokens []token, insert statement, err *fault) {
	l := lexer{text: text}
	depth, plain := 0, true // plain: no SELECT so far, so the rows are data
	for {
		tok, ok, err := l.next()
		if err != nil {
			return nil, insert, err
		}
		if !ok {
			return tokens, insert, nil
		}
		if tok.sign(';') {
			if err := onlySemicolons(&l); err != nil {
				return nil, insert, err
			}
			return tokens, insert, nil
		}
		switch {
		case tok.sign('('):
			depth++
		case tok.sign(')'):
			depth--
		case tok.is("SELECT") || tok.is("VALUES"):
			plain = false
		}
		tokens = append(tokens, tok)
		n := len(tokens)
		if plain && depth == 0 && n > 3 && tokens[0].is("INSERT") && tokens[n-2].is("FORMAT") && tok.kind == tokenWord {
			data := strings.TrimLeft(text[tok.end:], " \t\r")
			data = strings.TrimPrefix(data, "\n")
			insert = statement{kind: kindInsert, sql: text[:tokens[n-2].start], format: tok.text, data: data}
			return tokens[:n-2], insert, nil
		}
	}
}

func onlySemicolons(l *lexer) *fault {
	for {
		tok, ok, err := l.next()
		if err != nil || !ok {
			return err
		}
		if !tok.sign(';') {
			return newFault(400, codeSyntax, "SYNTAX_ERROR", "more than one statement in a request (position %d)", tok.start)
		}
	}
}

// kindOf tells how to run a statement that brings no data. The engine streams
// SELECT only.
func kindOf(tokens []token) statementKind {
	first := 0
	for first < len(tokens)-1 && tokens[first].sign('(') {
		first++
	}
	switch {
	case tokens[first].is("KILL"):
		return kindKill
	case tokens[first].is("SELECT"):
		return kindSelect
	case tokens[first].is("WITH"):
		for _, tok := range tokens {
			if tok.is("INSERT") {
				return kindOther
			}
		}
		return kindSelect
	}
	return kindOther
}
