package main

import (
	"encoding/json"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the release; the build adds what the tool chain knows.
const version = "0.1.0-dev"

// BuildFacts tell which build this is.
type BuildFacts struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"`
}

func buildFacts() BuildFacts {
	facts := BuildFacts{Version: version}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return facts
	}
	facts.Go = info.GoVersion
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			facts.Revision = setting.Value
		case "vcs.modified":
			facts.Modified = setting.Value == "true"
		}
	}
	return facts
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the facts of this build", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return json.NewEncoder(cmd.OutOrStdout()).Encode(buildFacts())
		},
	}
}
