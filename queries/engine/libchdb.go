package engine

import (
	"fmt"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// library holds the functions of libchdb that the front needs. It lives only
// in the child process: a fault inside the engine must not take the server
// with it.
//
// All memory rules of the C interface are kept in this file: results are
// copied or handed to a callback before they are destroyed, and every handle is
// destroyed on every path.
type library struct {
	setSignalHandlers func(enabled int32)
	connect           func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	closeConn         func(conn unsafe.Pointer)
	query             func(conn, sql unsafe.Pointer, sqlLen uintptr, format unsafe.Pointer, formatLen uintptr, names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer
	streamQuery       func(conn, sql unsafe.Pointer, sqlLen uintptr, format unsafe.Pointer, formatLen uintptr, names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer
	streamFetch       func(conn, stream unsafe.Pointer) unsafe.Pointer
	streamCancel      func(conn, stream unsafe.Pointer)
	destroyResult     func(result unsafe.Pointer)
	resultBuffer      func(result unsafe.Pointer) unsafe.Pointer
	resultLength      func(result unsafe.Pointer) uintptr
	resultError       func(result unsafe.Pointer) string
	resultWritten     func(result unsafe.Pointer) uint64
	insert            func(conn, sql unsafe.Pointer, sqlLen uintptr, format unsafe.Pointer, formatLen uintptr, names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer
	insertAppend      func(stream, data unsafe.Pointer, size uintptr) int32
	insertDone        func(stream unsafe.Pointer) unsafe.Pointer
	insertError       func(stream unsafe.Pointer) string
	insertDestroy     func(stream unsafe.Pointer)
}

// openLibrary maps the shared library and binds its functions. The engine's own
// signal handlers are switched off first, because they replace those of the Go
// runtime.
func openLibrary(path string) (lib *library, err error) {
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("load engine library %s: %w", path, err)
	}
	lib = &library{}
	for name, target := range map[string]any{
		"chdb_set_signal_handlers_enabled": &lib.setSignalHandlers,
		"chdb_connect":                     &lib.connect,
		"chdb_close_conn":                  &lib.closeConn,
		"chdb_query_with_params_n":         &lib.query,
		"chdb_stream_query_with_params_n":  &lib.streamQuery,
		"chdb_stream_fetch_result":         &lib.streamFetch,
		"chdb_stream_cancel_query":         &lib.streamCancel,
		"chdb_destroy_query_result":        &lib.destroyResult,
		"chdb_result_buffer":               &lib.resultBuffer,
		"chdb_result_length":               &lib.resultLength,
		"chdb_result_error":                &lib.resultError,
		"chdb_result_rows_written":         &lib.resultWritten,
		"chdb_stream_insert_with_params_n": &lib.insert,
		"chdb_stream_append":               &lib.insertAppend,
		"chdb_stream_done":                 &lib.insertDone,
		"chdb_stream_insert_error":         &lib.insertError,
		"chdb_destroy_insert_stream":       &lib.insertDestroy,
	} {
		symbol, err := purego.Dlsym(handle, name)
		if err != nil {
			return nil, fmt.Errorf("bind %s of %s (is it the pinned version?): %w", name, path, err)
		}
		purego.RegisterFunc(target, symbol)
	}
	lib.setSignalHandlers(0)
	return lib, nil
}

// session is one connection inside the engine. It runs one statement at a time
// and is not for concurrent use.
type session struct {
	lib    *library
	handle unsafe.Pointer // chdb_connection *: the address of the connection
}

// open makes a session; the first one boots the engine. The engine writes the
// cause of a refusal to standard error only.
func (l *library) open(args []string) (*session, error) {
	argv := make([]*byte, len(args)+1)
	for i, arg := range args {
		argv[i] = &append([]byte(arg), 0)[0]
	}
	handle := l.connect(int32(len(args)), unsafe.Pointer(&argv[0]))
	runtime.KeepAlive(argv)
	if handle == nil {
		return nil, errOpen
	}
	return &session{lib: l, handle: handle}, nil
}

func (s *session) conn() unsafe.Pointer { return *(*unsafe.Pointer)(s.handle) }

// close ends the session; closing the last one shuts the engine down.
func (s *session) close() {
	if s.handle != nil {
		s.lib.closeConn(s.handle)
		s.handle = nil
	}
}

// run executes one statement and hands its whole output to emit, whose slice is
// engine memory and dies with the call.
func (s *session) run(sql, format string, params parameters, emit func([]byte) error) error {
	p := newCall(sql, format, params)
	result := s.lib.query(s.conn(), p.sql, p.sqlLen, p.format, p.formatLen, p.names, p.nameLens, p.values, p.valueLens, p.count)
	p.keep()
	_, err := s.consume(result, emit)
	return err
}

// consume hands a result's bytes to emit (which may be nil) and destroys it.
func (s *session) consume(result unsafe.Pointer, emit func([]byte) error) (int, error) {
	if result == nil {
		return 0, engineError("")
	}
	defer s.lib.destroyResult(result)
	if text := s.lib.resultError(result); text != "" {
		return 0, engineError(text)
	}
	size := int(s.lib.resultLength(result))
	if size == 0 || emit == nil {
		return size, nil
	}
	return size, emit(unsafe.Slice((*byte)(s.lib.resultBuffer(result)), size))
}

// stream executes a SELECT and hands its output to emit block by block. It stops
// at the first error of the engine or of emit.
func (s *session) stream(sql, format string, params parameters, emit func([]byte) error) error {
	p := newCall(sql, format, params)
	stream := s.lib.streamQuery(s.conn(), p.sql, p.sqlLen, p.format, p.formatLen, p.names, p.nameLens, p.values, p.valueLens, p.count)
	p.keep()
	if stream == nil {
		return engineError("")
	}
	defer s.lib.destroyResult(stream)
	if text := s.lib.resultError(stream); text != "" {
		return engineError(text)
	}
	for {
		size, err := s.consume(s.lib.streamFetch(s.conn(), stream), emit)
		if err != nil {
			s.lib.streamCancel(s.conn(), stream)
			return err
		}
		if size == 0 {
			return nil
		}
	}
}

// write executes an INSERT whose rows are in data, encoded in format. It answers
// the number of rows written.
func (s *session) write(sql, format string, params parameters, data body) (uint64, error) {
	p := newCall(sql, format, params)
	stream := s.lib.insert(s.conn(), p.sql, p.sqlLen, p.format, p.formatLen, p.names, p.nameLens, p.values, p.valueLens, p.count)
	p.keep()
	if stream == nil {
		return 0, engineError("")
	}
	defer s.lib.insertDestroy(stream)
	if text := s.lib.insertError(stream); text != "" {
		return 0, engineError(text)
	}
	for _, part := range data {
		if s.lib.insertAppend(stream, unsafe.Pointer(&part[0]), uintptr(len(part))) != 0 {
			return 0, engineError(s.lib.insertError(stream))
		}
	}
	result := s.lib.insertDone(stream)
	if result == nil {
		return 0, engineError("")
	}
	defer s.lib.destroyResult(result)
	if text := s.lib.resultError(result); text != "" {
		return 0, engineError(text)
	}
	return s.lib.resultWritten(result), nil
}

// call holds the arguments that the three kinds of statement share. It owns the
// Go memory to which the engine's pointers lead while the call runs.
type call struct {
	sql, format                        unsafe.Pointer
	sqlLen, formatLen, count           uintptr
	names, nameLens, values, valueLens unsafe.Pointer
	owned                              []any
}

func newCall(sql, format string, params parameters) *call {
	c := &call{sqlLen: uintptr(len(sql)), formatLen: uintptr(len(format)), count: uintptr(len(params))}
	c.sql, c.format = c.text(sql), c.text(format)
	if len(params) == 0 {
		return c
	}
	names, values := make([]unsafe.Pointer, len(params)), make([]unsafe.Pointer, len(params))
	nameLens, valueLens := make([]uintptr, len(params)), make([]uintptr, len(params))
	for i, p := range params {
		names[i], nameLens[i] = c.text(p.name), uintptr(len(p.name))
		values[i], valueLens[i] = c.text(p.value), uintptr(len(p.value))
	}
	c.owned = append(c.owned, names, values, nameLens, valueLens)
	c.names, c.nameLens = unsafe.Pointer(&names[0]), unsafe.Pointer(&nameLens[0])
	c.values, c.valueLens = unsafe.Pointer(&values[0]), unsafe.Pointer(&valueLens[0])
	return c
}

// text copies a string with a closing zero byte, which the length leaves out: an
// empty string needs an address too.
func (c *call) text(s string) unsafe.Pointer {
	b := make([]byte, len(s)+1)
	copy(b, s)
	c.owned = append(c.owned, b)
	return unsafe.Pointer(&b[0])
}

func (c *call) keep() { runtime.KeepAlive(c) }
