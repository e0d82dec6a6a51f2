package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	var file string
	var print bool
	command := &cobra.Command{
		Use:     "serve [--config F]",
		Short:   "Run the product against a configured Kafka and ClickHouse",
		Example: "  unionscreen serve --config /etc/unionscreen/config.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := LoadConfig(file, os.Environ())
			if err != nil {
				return err
			}
			if print {
				text, err := printable(cfg)
				fmt.Fprint(cmd.OutOrStdout(), text)
				return err
			}
			return serve(cmd.Context(), cfg, cmd)
		},
	}
	command.Flags().StringVar(&file, "config", "", "configuration file")
	command.Flags().BoolVar(&print, "print-config", false, "print the effective configuration, secrets hidden, and exit")
	return command
}

func serve(ctx context.Context, cfg Config, cmd *cobra.Command) (err error) {
	log := newLogger(cmd.ErrOrStderr(), cfg.Log.Level)
	app := &App{log: log}
	defer app.finish(&err)
	made, err := newProduct(ctx, app, cfg, log)
	if err != nil {
		return err
	}
	if len(made.unions) == 0 {
		log.Warn("nothing can be ranked yet", "remedy", errEmptyRegistry)
	}
	url, err := made.start(ctx, app)
	if err != nil {
		return unlessStopped(ctx, err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "wall %s/wall\nready\n", url)
	<-ctx.Done()
	return nil
}

// start runs all rooms against the configured Kafka and ClickHouse and returns the pages' address.
func (p *product) start(ctx context.Context, app *App) (url string, err error) {
	if err := p.openStore(ctx, app, true); err != nil {
		return "", err
	}
	if err := p.startIngest(ctx, app); err != nil {
		return "", err
	}
	if url, err = p.startPages(ctx, app, false, nil); err != nil {
		return "", err
	}
	return url, p.startTally(ctx, app)
}

func migrateCommand() *cobra.Command {
	var file string
	command := &cobra.Command{
		Use: "migrate [--config F]", Short: "Bring the tables of the configured ClickHouse up to this build", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			cfg, err := LoadConfig(file, os.Environ())
			if err != nil {
				return err
			}
			app := &App{}
			defer app.finish(&err)
			made, err := newProduct(cmd.Context(), app, cfg, newLogger(cmd.ErrOrStderr(), cfg.Log.Level))
			if err != nil {
				return err
			}
			return made.openStore(cmd.Context(), app, true)
		},
	}
	command.Flags().StringVar(&file, "config", "", "configuration file")
	return command
}
