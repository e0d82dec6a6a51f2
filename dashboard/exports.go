package dashboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"unionscreen/aggregator"
	"unionscreen/aggregator/export"
	"unionscreen/aggregator/scheme"
	"unionscreen/queries/office"
)

// Forms of an answer.
const (
	asJSON = "json"
	asCSV  = "csv"
	asXLSX = "xlsx"
)

// media are the forms by what a client may accept.
var media = map[string]string{
	"application/json": asJSON, "text/csv": asCSV, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": asXLSX,
	"*/*": asJSON, "application/*": asJSON, "text/*": asCSV,
}

// formOf is the form that is asked for: by format, else by Accept. Pages accept anything and get JSON.
func formOf(c *fiber.Ctx, query url.Values) string {
	c.Vary(fiber.HeaderAccept)
	if asked := query.Get("format"); asked != "" {
		return asked
	}
	form, best := asJSON, 0.0
	accept := c.Get(fiber.HeaderAccept)
	for part := range strings.SplitSeq(accept[:min(len(accept), 500)], ",") {
		kind, parameters, err := mime.ParseMediaType(part)
		known, ours := media[kind]
		if err != nil || !ours {
			continue
		}
		weight := 1.0
		if q, stated := parameters["q"]; stated {
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		if weight > best {
			form, best = known, weight
		}
	}
	return form
}

// langOf is the language of a file: by lang, else by Accept-Language.
func langOf(c *fiber.Ctx, query url.Values) export.Lang {
	c.Vary(fiber.HeaderAcceptLanguage)
	if asked := query.Get("lang"); asked != "" {
		return export.Lang(asked)
	}
	if prefersEnglish(c.Get(fiber.HeaderAcceptLanguage)) {
		return export.EN
	}
	return export.ZH
}

// exportSlots bounds how many files are written at a time: one takes a processor for a second or two, and the wall must
// not wait for it.
func exportSlots() chan struct{} { return make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)) }

// exportRetry is when a place will have come free.
const exportRetry = 2

// file is a file under way to a browser: its name for people, its name in letters that everything understands, and how it
// is written.
type file struct {
	name, plain, form string
	write             func(io.Writer) error
}

// send writes a file and answers with it.
func (s *Server) send(c *fiber.Ctx, f file) error {
	select {
	case s.exporting <- struct{}{}:
		defer func() { <-s.exporting }()
	default:
		p := problemOf(codeExportsCrowded)
		p.retry = exportRetry
		return p
	}
	var body bytes.Buffer
	if err := f.write(&body); err != nil {
		return fmt.Errorf("write %s.%s: %w", f.plain, f.form, err)
	}
	kind := "text/csv; charset=utf-8; header=present"
	if f.form == asXLSX {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s.%s"; filename*=UTF-8''%s.%s`, f.plain, f.form, extended(f.name), f.form))
	c.Status(http.StatusOK).Context().SetContentType(kind)
	c.Response().SetBodyRaw(body.Bytes())
	return nil
}

// extended writes a name as RFC 8187 wants it in a header.
func extended(name string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
	var out strings.Builder
	for i := range len(name) {
		if strings.IndexByte(plain, name[i]) >= 0 {
			out.WriteByte(name[i])
		} else {
			fmt.Fprintf(&out, "%%%02X", name[i])
		}
	}
	return out.String()
}

// rulesOfBoard is the scheme that scored a board; nil where none is kept, or this build does not read it any more.
func (s *Server) rulesOfBoard(ctx context.Context, board *aggregator.Board) (*scheme.Scheme, error) {
	if s.deps.Schemes == nil {
		return nil, nil
	}
	kept, err := s.deps.Schemes.Scheme(ctx, board.Scheme.Hash)
	if errors.Is(err, office.ErrNoScheme) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rules, err := scheme.Parse([]byte(kept.Document))
	if err != nil {
		return nil, nil // the words of the catalogue have to do
	}
	return rules, nil
}

func (s *Server) sendStandings(c *fiber.Ctx, query url.Values, board *aggregator.Board, form string) error {
	ctx, cancel := s.patience()
	defer cancel()
	rules, err := s.rulesOfBoard(ctx, board)
	if err != nil {
		return err
	}
	group, lang := query.Get("group"), langOf(c, query)
	doc, found, err := StandingsFile(board, rules, group, s.cfg.Zone)
	if err != nil {
		return err
	}
	if !found {
		return problemOf(codeNoGroup)
	}
	plain := "standings-" + board.Period.ID
	if group != "" {
		plain += "-" + group
	}
	if union := query.Get("union"); union != "" {
		doc.Only, plain = doc.Groups[0].Units[0].Name, plain+"-"+union
	}
	write := export.WriteStandingsXLSX
	if form == asCSV {
		write = export.WriteStandingsCSV
	}
	return s.send(c, file{name: doc.FileName(lang, group), plain: plain, form: form, write: func(w io.Writer) error { return write(w, doc, lang) }})
}

func (s *Server) sendMeasures(c *fiber.Ctx, query url.Values, set aggregator.MeasureSet, form string) error {
	doc, err := MeasuresFile(set, s.deps.Boards.Unions(), s.cfg.Zone)
	if err != nil {
		return err
	}
	lang, plain := langOf(c, query), "measures-"+set.Period
	if union := query.Get("union"); union != "" {
		plain += "-" + union
	}
	write := export.WriteMeasuresXLSX
	if form == asCSV {
		write = export.WriteMeasuresCSV
	}
	return s.send(c, file{name: doc.FileName(lang), plain: plain, form: form, write: func(w io.Writer) error { return write(w, doc, lang) }})
}

func (s *Server) sendUnions(c *fiber.Ctx, query url.Values, form string) error {
	doc, lang := unionsFile(s.deps.Boards.Unions(), s.deps.Boards.Current(), s.cfg.Zone), langOf(c, query)
	write := export.WriteUnionsXLSX
	if form == asCSV {
		write = export.WriteUnionsCSV
	}
	return s.send(c, file{name: doc.FileName(lang), plain: "unions", form: form, write: func(w io.Writer) error { return write(w, doc, lang) }})
}
