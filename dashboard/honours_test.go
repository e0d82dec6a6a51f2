package dashboard

import (
	"testing"

	"unionscreen/aggregator"
)

func TestHonours(t *testing.T) {
	r := start(t, demo(), built())
	response, body := r.ask(t, "GET", "/api/v1/honours?period=2026-Q4", "")
	lists := decode[aggregator.Honours](t, body)
	board := r.figures.board
	if response.StatusCode != 200 || lists.Period.ID != "2026-Q4" || len(lists.Groups) != len(board.Groups) {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	for i, g := range board.Groups {
		got := lists.Groups[i]
		if got.ID != g.ID || got.Commended[0].Union != g.Units[0].Union || got.Criticised[0].Union != g.Units[len(g.Units)-1].Union {
			t.Errorf("group %s: %+v", g.ID, got)
		}
	}
	response, body = r.ask(t, "GET", "/api/v1/honours?owner=999999", "")
	wantProblem(t, response, body, 404, codeNoOwner)
	response, body = r.ask(t, "GET", "/api/v1/honours?period=2026-11", "")
	if response.StatusCode == 200 {
		t.Errorf("a month has no standings: %s", body)
	}
}
