package main

import (
	"context"
	"log/slog"

	"unionscreen/ingest/broker"
	"unionscreen/queries/engine"
)

// embedded are the broker and the engine of a demo, on the files of its folder.
type embedded struct {
	broker *broker.Broker
	engine *engine.Engine
}

// startEmbedded starts the engine and, on the address kafka, the broker. The embedded parts speak to this machine only.
func startEmbedded(ctx context.Context, app *App, folder Folder, kafka string, log *slog.Logger) (*embedded, error) {
	engineConfig := engine.Default()
	engineConfig.Dir = folder.path("engine")
	database := engine.New(engineConfig, engine.Deps{Log: log.With("room", "engine")})
	if err := app.start(ctx, "engine", database); err != nil {
		return nil, err
	}
	brokerConfig := broker.Default()
	brokerConfig.Dir, brokerConfig.Listen = folder.path("kafka"), kafka
	kafkaBroker, err := broker.New(brokerConfig, broker.Deps{Log: log.With("room", "broker")})
	if err != nil {
		return nil, err
	}
	if err := app.start(ctx, "broker", kafkaBroker); err != nil {
		return nil, err
	}
	return &embedded{broker: kafkaBroker, engine: database}, nil
}
