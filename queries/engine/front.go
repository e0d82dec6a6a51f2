package engine

import (
	"context"
	"crypto/subtle"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// front answers ClickHouse's HTTP interface as far as clickhouse-go uses it. It
// runs in the child.
type front struct {
	pool     *pool
	password string
	database string
	version  string
	maxBody  int64
	serial   atomic.Uint64
}

// killEvery is the pause between two attempts to end a statement whose caller has
// gone: the first may come before the engine has entered it in its list.
const killEvery = 25 * time.Millisecond

// request is one HTTP request, read and checked.
type request struct {
	statement
	body     body
	database string
	format   string
	settings []setting
	params   parameters
	marker   string // comment in front of the SQL, by which a running statement is found
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A deadline of the last answer on this connection would cut this one.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	if r.URL.Path == "/ping" {
		_, _ = io.WriteString(w, "Ok.\n")
		return
	}
	_, password, _ := r.BasicAuth()
	if password == "" {
		password = r.Header.Get("X-ClickHouse-Key")
	}
	if subtle.ConstantTimeCompare([]byte(password), []byte(f.password)) != 1 {
		answerFault(w, newFault(http.StatusUnauthorized, codeAuthenticationFailed, "AUTHENTICATION_FAILED",
			"the password of the running engine is missing or wrong"))
		return
	}
	if err := f.answer(w, r); err != nil {
		answerFault(w, err)
	}
}

// answer runs the request. An error it returns has not been written to w yet.
func (f *front) answer(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	text := query.Get("query")
	body, bad := readBody(r, f.maxBody)
	if bad != nil {
		return bad
	}
	defer body.release()
	if text == "" {
		text, body = body.text(), nil
	}
	if isHello(text) {
		revision, _ := strconv.Atoi(query.Get("client_protocol_version"))
		w.Header().Set("X-ClickHouse-Format", "Native")
		_, _ = w.Write(helloBlock(revision, f.version, "UTC"))
		return nil
	}
	req, err := f.readRequest(r, text, body)
	if err != nil {
		return err
	}
	return f.execute(r.Context(), w, req)
}

func (f *front) readRequest(r *http.Request, text string, body body) (*request, error) {
	st, bad := readStatement(text)
	if bad != nil {
		return nil, bad
	}
	query := r.URL.Query()
	settings, params, bad := readSettings(query)
	if bad != nil {
		return nil, bad
	}
	req := &request{statement: st, body: body, settings: settings, params: params, format: "TabSeparated", database: query.Get("database")}
	if name := query.Get("default_format"); name != "" {
		req.format = name
	}
	if name := r.Header.Get("X-ClickHouse-Format"); name != "" {
		req.format = name
	}
	if req.database == "" || req.database == lobby {
		req.database = f.database
	}
	if req.kind == kindInsert {
		if req.data != "" && len(body) > 0 {
			return nil, newFault(http.StatusBadRequest, codeBadArguments, "BAD_ARGUMENTS", "rows both in the statement and in the body")
		}
		if req.data != "" {
			req.body = textBody(req.data)
		}
		if bad := req.body.checkRows(req.statement.format); bad != nil {
			return nil, bad
		}
		req.settings = withInsertSettings(req.settings, f.maxBody)
	} else if len(body) > 0 {
		return nil, newFault(http.StatusBadRequest, codeBadArguments, "BAD_ARGUMENTS", "a body, but the statement takes no rows")
	}
	req.marker = fmt.Sprintf("/*request %d*/ ", f.serial.Add(1))
	return req, nil
}

// execute borrows a session, brings it into the state the request asks for, runs
// the statement, and brings the session back to its base state.
func (f *front) execute(ctx context.Context, w http.ResponseWriter, req *request) error {
	out := newAnswer(w, req.format)
	if req.kind == kindKill {
		return out.finish(f.pool.aside(req.sql, req.format, req.params, out.write))
	}
	l, err := f.pool.borrow(ctx)
	if err != nil {
		return err
	}
	// The engine keeps state of a running statement by thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	spoiled := true
	defer func() { f.pool.giveBack(l, spoiled) }()
	if req.database != l.database {
		if err := l.run("USE "+quoteName(req.database), "Null", nil, nil); err != nil {
			return err
		}
		l.database = req.database
	}
	if len(req.settings) > 0 {
		if err := l.run(setStatement(req.settings), "Null", nil, nil); err != nil {
			return err
		}
	}
	err = f.run(ctx, l.session, req, out)
	clean := err == nil && (len(req.settings) == 0 || l.run(restoreStatement(req.settings, f.pool.base), "Null", nil, nil) == nil)
	spoiled = !clean
	return out.finish(err)
}

// run runs the statement, and ends it in the engine when the caller goes away.
func (f *front) run(ctx context.Context, s *session, req *request, out *answer) error {
	if err := ctx.Err(); err != nil {
		return newFault(499, codeQueryCancelled, "QUERY_WAS_CANCELLED", "the client went away")
	}
	ended := make(chan struct{})
	killed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(killed)
		f.kill(req.marker, ended)
	})
	defer func() {
		close(ended)
		if !stop() {
			<-killed
		}
	}()
	sql := req.marker + req.sql
	switch req.kind {
	case kindInsert:
		rows, err := s.write(sql, req.statement.format, req.params, req.body)
		if err == nil {
			out.summary(rows)
		}
		return err
	case kindSelect:
		return s.stream(sql, req.format, req.params, out.write)
	default:
		return s.run(sql, req.format, req.params, out.write)
	}
}

// kill asks the engine to end the statement with the marker until it has ended.
func (f *front) kill(marker string, ended <-chan struct{}) {
	sql := "KILL QUERY WHERE startsWith(query, " + quoteText(strings.TrimSpace(marker)) + ") ASYNC"
	for {
		_ = f.pool.order(sql) // an error is answered by the next attempt
		select {
		case <-ended:
			return
		case <-time.After(killEvery):
		}
	}
}
