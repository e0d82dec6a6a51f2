package engine

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The engine's own access control is the second wall behind refuse.go: its one
// user gets no source (FILE, URL, REMOTE, S3 …), no BACKUP and no SYSTEM command
// that ends the process. It does not know of the scalar function file() nor of
// INTO OUTFILE, which is why reading the statement remains needed.

// grants are what the engine's user may do.
var grants = []string{
	"SELECT", "INSERT", "ALTER", "CREATE", "DROP", "UNDROP TABLE", "TRUNCATE", "OPTIMIZE", "CHECK", "SHOW", "KILL QUERY", "dictGet",
	"SYSTEM MERGES", "SYSTEM TTL MERGES", "SYSTEM FLUSH LOGS", "SYSTEM RELOAD DICTIONARY", "SYSTEM VIEWS",
	"SYSTEM DROP MARK CACHE", "SYSTEM DROP UNCOMPRESSED CACHE", "SYSTEM DROP QUERY CACHE",
}

const configText = `<clickhouse>
	<logger><level>none</level><console>0</console></logger>
	<users_config>%s</users_config>
</clickhouse>
`

const usersText = `<clickhouse>
	<profiles><default></default></profiles>
	<quotas><default></default></quotas>
	<users><default>
		<password></password>
		<networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
		<profile>default</profile>
		<quota>default</quota>
		<grants><query>GRANT %s ON *.*</query></grants>
	</default></users>
</clickhouse>
`

// writeAccess writes the engine's configuration into the data directory, anew at
// each start so that an edited file does not last, and answers its path.
func writeAccess(dir string) (string, error) {
	users, config := filepath.Join(dir, "front-users.xml"), filepath.Join(dir, "front-config.xml")
	var escaped strings.Builder
	if err := xml.EscapeText(&escaped, []byte(users)); err != nil {
		return "", fmt.Errorf("write engine configuration: %w", err)
	}
	for path, text := range map[string]string{
		users:  fmt.Sprintf(usersText, strings.Join(grants, ", ")),
		config: fmt.Sprintf(configText, escaped.String()),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("write engine configuration: %w", err)
		}
	}
	return config, nil
}
