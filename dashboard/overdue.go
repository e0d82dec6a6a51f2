package dashboard

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"unionscreen/aggregator"
	"unionscreen/queries"
)

// caseForm is what the contract of events lets a case be called.
var caseForm = regexp.MustCompile(`^[!-~]{1,128}$`)

// showOverdue lists the cases of a union and all below it that are open past their deadline. Nobody's name is in it.
func (s *Server) showOverdue(c *fiber.Ctx, query url.Values) error {
	length, err := pageLength(query)
	if err != nil || length > queries.LongestOverdue {
		return badParameter("limit")
	}
	place, ok := casePlace(query.Get("after"))
	if !ok {
		return badParameter("after")
	}
	ctx, cancel := s.patience()
	defer cancel()
	cases, err := s.deps.Boards.OverdueCases(ctx, c.Params("code"), place, length)
	if err != nil {
		return err
	}
	if next := cases.Following; next != nil {
		cases.Next = cursor(strconv.FormatInt(next.AsOf.UnixMicro(), 10), strconv.FormatInt(next.Deadline.UnixMicro(), 10), next.Case)
	}
	return answer(c, http.StatusOK, cases)
}

// casePlace reads where a list goes on; no word begins it.
func casePlace(word string) (aggregator.CasePlace, bool) {
	if word == "" {
		return aggregator.CasePlace{}, true
	}
	parts, ok := uncursor(word, 3)
	if !ok {
		return aggregator.CasePlace{}, false
	}
	asOf, err1 := strconv.ParseInt(parts[0], 10, 64)
	deadline, err2 := strconv.ParseInt(parts[1], 10, 64)
	if err1 != nil || err2 != nil || asOf <= 0 || deadline <= 0 || !caseForm.MatchString(parts[2]) {
		return aggregator.CasePlace{}, false
	}
	return aggregator.CasePlace{AsOf: time.UnixMicro(asOf).UTC(), Deadline: time.UnixMicro(deadline).UTC(), Case: parts[2]}, true
}
