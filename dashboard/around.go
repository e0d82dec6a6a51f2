package dashboard

import (
	"bytes"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
)

// around wraps every request: a panic becomes an answer without detail, every answer gets its headers, every request is
// counted.
func (s *Server) around(c *fiber.Ctx) (err error) {
	began := time.Now()
	defer func() {
		if r := recover(); r != nil {
			s.deps.Log.Error("handler panicked", "method", c.Method(), "path", c.Path(), "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = problemOf(codeInternal)
		}
		if err != nil {
			err = s.answerError(c, err)
		}
		s.metrics.answered(c, time.Since(began))
	}()
	s.dress(c)
	if saysTwoLengths(c) {
		c.Context().SetConnectionClose()
		return problemOf(codeBadRequest)
	}
	return c.Next()
}

// saysTwoLengths finds requests that carry both Content-Length and Transfer-Encoding: a proxy in front that believes the
// other one would take the rest of the body for the next person's request (RFC 9112, 6.1).
func saysTwoLengths(c *fiber.Ctx) bool {
	head := bytes.ToLower(c.Context().Request.Header.RawHeaders()) // as sent: by now fasthttp has put a length of its own
	return hasField(head, "transfer-encoding") && hasField(head, "content-length")
}

func hasField(head []byte, name string) bool {
	return bytes.HasPrefix(head, []byte(name+":")) || bytes.Contains(head, []byte("\n"+name+":"))
}

// apiPolicy is for answers that are not pages: nothing in them may run or load.
const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// pagePolicy lets pages load from here only. Script needs no eval (vue-i18n is built without). Style attributes are
// allowed because the compiler of the templates writes static ones; style elements are not.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'%s; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// dress sets the security headers of any answer.
func (s *Server) dress(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, apiPolicy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	if s.cfg.TLS.Certificate != "" {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
}

// pagePolicyFor names the websocket of this host: old browsers do not count it as 'self'.
func (s *Server) pagePolicyFor(host string) string {
	scheme := "ws"
	if s.cfg.TLS.Certificate != "" {
		scheme = "wss"
	}
	for i := range len(host) {
		b := host[i]
		if (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && b != '.' && b != '-' && b != ':' && b != '[' && b != ']' {
			return fmt.Sprintf(pagePolicy, "") // nothing of an odd name goes into a header
		}
	}
	return fmt.Sprintf(pagePolicy, " "+scheme+"://"+host)
}
