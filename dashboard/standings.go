package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"unionscreen/aggregator"
	"unionscreen/queries/office"
)

// standings is the answer about one evaluation. With a group asked for, its rows stand at the top level as inGroup;
// without one, all groups stand in inAll.
type standings struct {
	Owner      aggregator.Owner     `json:"owner"`
	Period     string               `json:"period"`
	Kind       string               `json:"kind"`
	Start      time.Time            `json:"start"`
	End        time.Time            `json:"end"`
	State      string               `json:"state"`
	Trial      bool                 `json:"trial"`
	Demo       bool                 `json:"demo"`
	Version    int                  `json:"version"`
	Scheme     aggregator.SchemeRef `json:"scheme"`
	Epoch      string               `json:"epoch,omitempty"`
	Seq        uint64               `json:"seq,omitempty"`
	AsOf       time.Time            `json:"as_of"`
	CompleteTo []aggregator.Offset  `json:"complete_to"`
	FirstEvent bool                 `json:"first_event"`
	Freeze     time.Time            `json:"freeze"`
	Ramp       []string             `json:"ramp"`
	Previous   *aggregator.Before   `json:"previous,omitempty"`
}

type inGroup struct {
	standings
	Group     string            `json:"group"`
	Names     aggregator.Names  `json:"names"`
	FullMarks string            `json:"full_marks"`
	Mean      string            `json:"mean"`
	Units     []aggregator.Unit `json:"units"`
	Last      *aggregator.Loss  `json:"last"`
}

type inAll struct {
	standings
	Groups []aggregator.Group `json:"groups"`
}

func (s *Server) showStandings(c *fiber.Ctx, query url.Values) error {
	board, err := s.boardOf(query.Get("owner"), query.Get("period"), query.Get("at"))
	if err != nil {
		return err
	}
	if asked := query.Get("version"); asked != "" && asked != strconv.Itoa(board.Version) {
		return problemOf(codeNoVersion)
	}
	if code := query.Get("union"); code != "" {
		if board, err = s.aloneIn(board, code); err != nil {
			return err
		}
	}
	if form := formOf(c, query); form != asJSON {
		return s.sendStandings(c, query, board, form)
	}
	common := standings{
		Owner: board.Owner, Period: board.Period.ID, Kind: board.Period.Kind, Start: board.Period.Start.In(s.cfg.Zone), End: board.Period.End.In(s.cfg.Zone),
		State: board.State, Trial: board.Trial, Demo: board.Demo, Version: board.Version, Scheme: board.Scheme, Epoch: board.Epoch, Seq: board.Seq,
		AsOf: board.AsOf.In(s.cfg.Zone), CompleteTo: offsets(board.CompleteTo), FirstEvent: board.FirstEvent, Freeze: board.Freeze.In(s.cfg.Zone), Ramp: board.Ramp, Previous: board.Previous,
	}
	asked := query.Get("group")
	if asked == "" {
		return answer(c, http.StatusOK, inAll{standings: common, Groups: board.Groups})
	}
	for _, g := range board.Groups {
		if g.ID == asked {
			return answer(c, http.StatusOK, inGroup{standings: common, Group: g.ID, Names: g.Names, FullMarks: g.FullMarks, Mean: g.Mean, Units: g.Units, Last: g.Last})
		}
	}
	return problemOf(codeNoGroup)
}

// board is the one of now, or the one recorded for at.
func (s *Server) board(period, at string) (*aggregator.Board, error) {
	return s.boardOf("", period, at)
}

// boardOf is the board of an owner's evaluation; of others than the wall's none is recorded.
func (s *Server) boardOf(owner, period, at string) (*aggregator.Board, error) {
	ctx, cancel := s.patience()
	defer cancel()
	when, err := instant(at)
	if err != nil {
		return nil, err
	}
	if when.IsZero() {
		return s.deps.Boards.BoardOf(ctx, owner, period)
	}
	body, err := s.deps.Boards.BoardAt(ctx, period, when)
	if err != nil {
		return nil, err
	}
	board := new(aggregator.Board)
	if err := json.Unmarshal(body, board); err != nil {
		return nil, fmt.Errorf("read recorded board: %w", err)
	}
	if owner != "" && owner != board.Owner.Code {
		return nil, problemOf(codeNoBoard)
	}
	return board, nil
}

// aloneIn is a board of one union's row alone, in its group; the board that was asked may be shared and stays as it is.
func (s *Server) aloneIn(board *aggregator.Board, code string) (*aggregator.Board, error) {
	for _, g := range board.Groups {
		for i := range g.Units {
			if g.Units[i].Union == code {
				alone := *board
				g.Units = g.Units[i : i+1 : i+1]
				alone.Groups = []aggregator.Group{g}
				return &alone, nil
			}
		}
	}
	if slices.ContainsFunc(s.deps.Boards.Unions(), func(u office.Union) bool { return u.Code == code }) {
		return nil, problemOf(codeNotRanked)
	}
	return nil, problemOf(codeNoUnion)
}
