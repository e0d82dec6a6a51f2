package aggregator

import (
	"context"

	"unionscreen/aggregator/score"
)

// Honours are whom an evaluation's scheme commends (通报表扬) and criticises (通报批评) in a period as it stands: what the
// circular is made of. They are no part of a board: a list of criticism shows on no wall unless the scheme says so.
type Honours struct {
	Owner  Owner         `json:"owner"`
	Period Period        `json:"period"`
	State  string        `json:"state"`
	Scheme SchemeRef     `json:"scheme"`
	Groups []GroupHonour `json:"groups"`
}

// GroupHonour are those of one group, in the order of printing; both lists are empty where the scheme honours nobody.
type GroupHonour struct {
	ID         string      `json:"id"`
	Names      Names       `json:"names"`
	Commended  []Neighbour `json:"commended"`
	Criticised []Neighbour `json:"criticised"`
}

// Honours answers the lists of a quarter or year of an owner's evaluation, as BoardOf answers its standings.
func (t *Tally) Honours(ctx context.Context, owner, id string) (*Honours, error) {
	now := t.current.Load()
	if now == nil {
		return nil, ErrNoFigures
	}
	by, err := t.assessmentOf(owner)
	if err != nil {
		return nil, err
	}
	made, err := t.drawn(ctx, by, id, now)
	if err != nil {
		return nil, err
	}
	board := made.board
	out := &Honours{Owner: board.Owner, Period: board.Period, State: board.State, Scheme: board.Scheme, Groups: []GroupHonour{}}
	for g, group := range board.Groups {
		commended, criticised := score.Honoured(by.Rules, made.results[g])
		out.Groups = append(out.Groups, GroupHonour{
			ID: group.ID, Names: group.Names, Commended: group.rows(commended), Criticised: group.rows(criticised),
		})
	}
	return out, nil
}

// rows are those of some units, in the order of the codes.
func (g *Group) rows(codes []string) []Neighbour {
	rows := make([]Neighbour, 0, len(codes))
	for _, code := range codes {
		for _, u := range g.Units {
			if u.Union == code {
				rows = append(rows, neighbour(u))
			}
		}
	}
	return rows
}
