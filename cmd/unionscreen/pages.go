package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"unionscreen/aggregator"
	"unionscreen/dashboard"
	"unionscreen/dashboard/push"
	"unionscreen/frontend"
	"unionscreen/ingest"
)

// startPages makes the standings and the pages that show them; the pages answer at once, the standings begin with
// startTally. Room may make events that come over HTTP wait. It returns the pages' address.
func (p *product) startPages(ctx context.Context, app *App, demo bool, room func(context.Context) error) (url string, err error) {
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
	cfg := p.cfg.Dashboard.pages()
	cfg.Demo, cfg.Zone = demo, p.rules.Calendar.Location()
	facts := buildFacts()
	cfg.Build = dashboard.Build{Version: facts.Version, Commit: facts.Revision, Go: facts.Go}
	if err := p.noteSchemes(ctx); err != nil {
		return "", err
	}
	collector, err := p.collector(app, room)
	if err != nil {
		return "", err
	}
	server, err = dashboard.New(cfg, dashboard.Deps{
		Boards: p.tally, Health: p.health, Pages: frontend.Files(), Metrics: p.metrics, Log: p.log.With("room", "dashboard"),
		Producers: p.producerOf, Collector: collector, Records: &records{Store: p.store, office: p.office, collector: collector},
		Schemes: p.office, InUse: p.schemesInUse(),
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
	return app.start(ctx, "registry watch", &officeWatch{store: p.office, seen: p.revision, take: p.takeRegistry, log: p.log})
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
	for _, sentence := range ingestSentences(p.ingest.Health()) {
		faults = append(faults, dashboard.Fault{Part: "ingest", Message: sentence})
	}
	if len(p.tally.Unions()) == 0 {
		faults = append(faults, dashboard.Fault{Part: "registry", Message: errEmptyRegistry.Error()})
	}
	if p.tally.Health() != nil {
		faults = append(faults, dashboard.Fault{Part: "aggregator", Message: "the standings stand still: a question to ClickHouse failed; the log says which"})
	}
	return faults
}

// ingestSentences are for people. What a broker or ClickHouse answered stays in the log: it may quote statements with
// their values.
func ingestSentences(err error) []string {
	var sentences []string
	passing := false
	for _, fault := range joinedErrors(err) {
		var alarm *ingest.Alarm
		var refused *ingest.Refused
		switch {
		case errors.As(fault, &alarm):
			sentences = append(sentences, alarm.Error())
		case errors.As(fault, &refused):
			sentences = append(sentences, refused.Advice)
		default:
			passing = true
		}
	}
	if passing {
		sentences = append(sentences, "events are not read or not stored: Kafka or ClickHouse does not answer as it should; the log says what")
	}
	return sentences
}

// joinedErrors are the errors that were joined into err.
func joinedErrors(err error) []error {
	var joined interface{ Unwrap() []error }
	switch {
	case err == nil:
		return nil
	case errors.As(err, &joined):
		return joined.Unwrap()
	}
	return []error{err}
}
