package dashboard

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// pages are the built frontend, read into memory at the start: path → asset. Fiber's own file serving sends embedded
// files without ETag, without 304 and without their compressed forms.
type pages map[string]*asset

// asset is a file with its compressed forms, if they stand beside it as FILE.br and FILE.gz.
type asset struct {
	kind     string // Content-Type
	hashed   bool   // the name changes with the content, so browsers need never ask again
	plain    form
	br, gzip *form
}

// form is one representation; each has a validator of its own.
type form struct {
	body []byte
	etag string
}

const (
	wallPage  = "wall.html"
	deskPage  = "desk.html" // one application for the pages with tables and forms; it tells them apart by the path
	immutable = "public, max-age=31536000, immutable"
	validate  = "no-cache" // keep it, but ask each time
)

// hashedName is what the bundler makes: name-Hash12345.js under assets/.
var hashedName = regexp.MustCompile(`^assets/.+[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$`)

// kinds are those of the web; a machine's own list of types may differ.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".json": "application/json; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon",
	".woff2": "font/woff2", ".woff": "font/woff", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json", ".map": "application/json",
}

func readPages(files fs.FS) (pages, error) {
	out := pages{}
	forms := map[string]form{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		forms[name] = form{body: body, etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for name, plain := range forms {
		if stem, packed := stemOf(name); packed && forms[stem].etag != "" {
			continue
		}
		a := &asset{kind: kindOf(name), hashed: hashedName.MatchString(name), plain: plain}
		if packed, ok := forms[name+".br"]; ok {
			a.br = &packed
		}
		if packed, ok := forms[name+".gz"]; ok {
			a.gzip = &packed
		}
		out[name] = a
	}
	return out, nil
}

func stemOf(name string) (string, bool) {
	for _, suffix := range []string{".br", ".gz"} {
		if stem, ok := strings.CutSuffix(name, suffix); ok {
			return stem, true
		}
	}
	return name, false
}

func kindOf(name string) string {
	ext := path.Ext(name)
	if kind, ok := kinds[ext]; ok {
		return kind
	}
	if kind := mime.TypeByExtension(ext); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func (s *Server) goToWall(c *fiber.Ctx, _ url.Values) error {
	return c.Redirect("/wall", http.StatusFound)
}

func (s *Server) showWall(c *fiber.Ctx, _ url.Values) error {
	return s.showPage(c, wallPage)
}

func (s *Server) showDesk(c *fiber.Ctx, _ url.Values) error {
	return s.showPage(c, deskPage)
}

func (s *Server) showPage(c *fiber.Ctx, name string) error {
	page, ok := s.pages[name]
	if !ok {
		return problemOf(codeNoPages)
	}
	return s.sendAsset(c, page)
}

// showAsset serves files of the build by their exact path; a path that is none of them does not exist. A page is none:
// it has a route of its own, which asks who may see it.
func (s *Server) showAsset(c *fiber.Ctx, _ url.Values) error {
	name := strings.TrimPrefix(c.Path(), "/")
	a, ok := s.pages[name]
	if !ok || path.Ext(name) == ".html" {
		return problemOf(codeNotFound)
	}
	return s.sendAsset(c, a)
}

func (s *Server) sendAsset(c *fiber.Ctx, a *asset) error {
	chosen := &a.plain
	if a.br != nil || a.gzip != nil {
		c.Vary(fiber.HeaderAcceptEncoding)
		accepted := c.Get(fiber.HeaderAcceptEncoding)
		switch {
		case a.br != nil && accepts(accepted, "br"):
			chosen = a.br
			c.Set(fiber.HeaderContentEncoding, "br")
		case a.gzip != nil && accepts(accepted, "gzip"):
			chosen = a.gzip
			c.Set(fiber.HeaderContentEncoding, "gzip")
		}
	}
	c.Set(fiber.HeaderETag, chosen.etag)
	c.Set(fiber.HeaderCacheControl, validate)
	if a.hashed {
		c.Set(fiber.HeaderCacheControl, immutable)
	}
	if strings.HasPrefix(a.kind, "text/html") {
		c.Set(fiber.HeaderContentSecurityPolicy, s.pagePolicyFor(string(c.Context().Host())))
	}
	if matches(c.Get(fiber.HeaderIfNoneMatch), chosen.etag) {
		c.Response().Header.Del(fiber.HeaderContentEncoding)
		c.Status(http.StatusNotModified)
		return nil
	}
	c.Context().SetContentType(a.kind)
	c.Response().SetBodyRaw(chosen.body)
	return nil
}

// accepts reads Accept-Encoding; a weight of 0 is a refusal.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		q, weighted := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
		if !weighted {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}

// matches reads If-None-Match; a weak validator matches here (RFC 9110, 13.1.2).
func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == etag {
			return true
		}
	}
	return false
}
