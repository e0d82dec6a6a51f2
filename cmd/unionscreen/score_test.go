package main

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
	"time"

	"unionscreen/aggregator"
)

// cards asks for the score of one unit of each group and holds its row to the standings.
func (c *city) cards(t *testing.T, period string) {
	t.Helper()
	read := func(path string, into any) {
		status, body := c.server.get(t, path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatal(err)
		}
	}
	same := func() bool {
		var board struct {
			Groups []aggregator.Group `json:"groups"`
		}
		read("/api/v1/standings?period="+period, &board)
		for _, group := range board.Groups {
			row := group.Units[len(group.Units)/2]
			var card aggregator.Card
			read("/api/v1/unions/"+row.Union+"/score?period="+period, &card)
			row.Previous, card.Unit.Previous = nil, nil // the comparison is made beside the steps and may come between the two
			if !reflect.DeepEqual(card.Unit, row) || card.Group != group.ID || card.Mean != group.Mean || len(card.Items) != len(row.Items) {
				return false
			}
			if gap := card.Gap; row.Rank > 1 && (gap == nil || gap.To.Rank >= row.Rank || gap.Need == "") {
				t.Errorf("%s at rank %d has the gap %+v", row.Union, row.Rank, gap)
			}
			for i, item := range card.Items {
				if item.Why.ZH == "" || item.Why.EN == "" || item.Rule.ZH == "" || item.Marks != row.Items[i].Marks {
					t.Errorf("%s: %s is not explained: %+v", row.Union, item.ID, item)
				}
			}
		}
		return len(board.Groups) > 0
	}
	within(t, 10*time.Second, "the scores of "+period+" are those of the standings", same) // a deadline may pass between two questions
}
