package main

import (
	"context"
	"encoding/json"
	"time"

	"unionscreen/aggregator"
	"unionscreen/dashboard"
	"unionscreen/dashboard/push"
	"unionscreen/frontend"
)

// startPages makes the standings and the pages that show them; the pages answer at once, the standings begin with
// startTally. It returns the pages' address.
func (p *product) startPages(ctx context.Context, app *App, demo bool) (url string, err error) {
	var server *dashboard.Server
	err = p.makeTally(demo,
		func(board *aggregator.Board) { p.publish(server.Hub(), board) },
		func(seq uint64, asOf time.Time) {
			for _, topic := range topicsOf(p.tally.Current()) {
				server.Hub().Vouch(topic, seq, asOf)
			}
		},
	)
	if err != nil {
		return "", err
	}
	cfg := dashboard.Default()
	cfg.Listen, cfg.Token, cfg.AllowedOrigins, cfg.Demo = p.cfg.Dashboard.Listen, p.cfg.Dashboard.Token, p.cfg.Dashboard.Origins, demo
	cfg.Zone = p.rules.Calendar.Location()
	facts := buildFacts()
	cfg.Build = dashboard.Build{Version: facts.Version, Commit: facts.Revision, Go: facts.Go}
	server, err = dashboard.New(cfg, dashboard.Deps{
		Boards: p.tally, Health: p.health, Pages: frontend.Files(), Metrics: p.metrics, Log: p.log.With("room", "dashboard"),
	})
	if err != nil {
		return "", err
	}
	if err := app.start(ctx, "dashboard", server); err != nil {
		return "", err
	}
	return "http://" + server.Addr().String(), nil
}

// startTally begins to step, and to take a replaced registry over.
func (p *product) startTally(ctx context.Context, app *App) error {
	if err := app.start(ctx, "aggregator", p.tally); err != nil {
		return err
	}
	return app.start(ctx, "registry watch", &registryWatch{file: p.cfg.Registry.File, tally: p.tally, log: p.log, seen: p.listed})
}

func (p *product) publish(hub *push.Hub, board *aggregator.Board) {
	data, err := json.Marshal(board)
	for _, topic := range topicsOf(board) {
		if err == nil {
			err = hub.Publish(topic, push.Frame{Epoch: board.Epoch, Seq: board.Seq, AsOf: board.AsOf, Data: data})
		}
	}
	if err != nil { // a board always encodes and its steps always rise: this is a fault of ours
		p.log.Error("board is not published", "seq", board.Seq, "error", err)
	}
}

// topicsOf are the topics that a board of the running period goes to. A wall without a period in its address follows
// wall:current over the end of the quarter.
func topicsOf(board *aggregator.Board) []string {
	return []string{"wall:" + board.Period.ID, "wall:current"}
}

// health says what keeps the figures from being right or fresh.
func (p *product) health() []dashboard.Fault {
	var faults []dashboard.Fault
	if err := p.ingest.Health(); err != nil {
		faults = append(faults, dashboard.Fault{Part: "ingest", Message: err.Error()})
	}
	if err := p.tally.Health(); err != nil {
		faults = append(faults, dashboard.Fault{Part: "aggregator", Message: err.Error()})
	}
	return faults
}
