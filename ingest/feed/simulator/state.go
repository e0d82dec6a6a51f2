package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Position is how far a city's life is told: everything that is sent before Until is acknowledged.
type Position struct {
	City  string    `json:"city"` // fingerprint of what the events depend on
	Start time.Time `json:"start"`
	Until time.Time `json:"until"`
}

// State keeps the position between runs. Load gives the zero Position where none is kept.
type State interface {
	Load() (Position, error)
	Save(Position) error
}

// FileState keeps the position in a small file that is replaced as a whole.
type FileState struct{ Path string }

// Load reads the file; a file that is absent means a city that has not begun.
func (f FileState) Load() (Position, error) {
	raw, err := os.ReadFile(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return Position{}, nil
	}
	if err != nil {
		return Position{}, fmt.Errorf("read the simulator's position: %w", err)
	}
	var p Position
	if err := json.Unmarshal(raw, &p); err != nil {
		return Position{}, fmt.Errorf("read the simulator's position from %s: %w; remove the file to tell the quarter again (what is known already counts once)", f.Path, err)
	}
	return p, nil
}

// Save writes a new file, brings it to the disk and puts it in the place of the old one.
func (f FileState) Save(p Position) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write the simulator's position: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(f.Path), filepath.Base(f.Path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("write the simulator's position: %w", err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already when all went well
	_, err = temp.Write(append(raw, '\n'))
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), f.Path)
	}
	if err != nil {
		return fmt.Errorf("write the simulator's position: %w", err)
	}
	return nil
}
