package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"unionscreen/aggregator"
	"unionscreen/aggregator/scheme"
	"unionscreen/queries/office"
)

// rulebook is an evaluation with the text of its scheme.
type rulebook struct {
	aggregator.Evaluation
	document []byte
}

// readRulebooks reads the evaluation that the wall shows and those of other owners; every fault of all is told at once.
func readRulebooks(cfg Config) ([]rulebook, error) {
	first, err := readRulebook(cfg.Schemes.Scheme, cfg.Schemes.Targets)
	first.Owner = cfg.Aggregator.Owner
	books, faults := []rulebook{first}, []error{err}
	for i, other := range cfg.Schemes.Others {
		book, err := readRulebook(other.Scheme, other.Targets)
		if err != nil {
			err = fmt.Errorf("schemes.others[%d]: %w", i, err)
		}
		books, faults = append(books, book), append(faults, err)
	}
	return books, errors.Join(faults...)
}

func readRulebook(name, targets string) (rulebook, error) {
	document, err := readDocument(name)
	if err != nil {
		return rulebook{}, err
	}
	rules, err := scheme.Parse(document)
	if err != nil {
		return rulebook{}, fmt.Errorf("read scheme %s: %w", name, err)
	}
	read, err := readTargets(rules, targets)
	return rulebook{Evaluation: aggregator.Evaluation{Rules: rules, Targets: read}, document: document}, err
}

func readScheme(name string) (*scheme.Scheme, error) {
	book, err := readRulebook(name, "")
	return book.Rules, err
}

// readDocument answers the text of a scheme: one that is built in, by its name, or a file.
func readDocument(name string) ([]byte, error) {
	if document, known := scheme.Builtin(name); known {
		return document, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read scheme: %w", err)
	}
	return text, nil
}

func readTargets(rules *scheme.Scheme, path string) (scheme.Targets, error) {
	if path == "" {
		return scheme.Targets{}, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return scheme.Targets{}, fmt.Errorf("read targets: %w", err)
	}
	targets, err := rules.ReadTargets(bytes.NewReader(text))
	if err != nil {
		return scheme.Targets{}, fmt.Errorf("read targets %s: %w", path, err)
	}
	return targets, nil
}

// others are the evaluations beside the wall's.
func others(books []rulebook) []aggregator.Evaluation {
	var out []aggregator.Evaluation
	for _, book := range books[1:] {
		out = append(out, book.Evaluation)
	}
	return out
}

// noteSchemes keeps what the installation scores with from now on, so that what a figure was made with can be read when
// the configuration has long been changed.
func (p *product) noteSchemes(ctx context.Context) error {
	uses := make([]office.SchemeUse, len(p.books))
	for i, running := range p.tally.Evaluations() {
		rules := running.Rules
		uses[i] = office.SchemeUse{Owner: running.Owner, Scheme: office.Scheme{
			Hash: rules.Hash(), ID: rules.ID, NameZH: rules.Names.ZH, NameEN: rules.Names.EN, Owner: rules.Owner, Document: string(p.books[i].document),
		}}
		if running.Targets.Hash() != (scheme.Targets{}).Hash() {
			uses[i].Targets = running.Targets.Hash()
		}
	}
	if err := p.office.UseSchemes(ctx, operator("start"), uses); err != nil {
		return fmt.Errorf("keep the schemes in use: %w", err)
	}
	return nil
}

// schemesInUse are the hashes of the schemes that score, the wall's first.
func (p *product) schemesInUse() []string {
	var hashes []string
	for _, book := range p.books {
		hashes = append(hashes, book.Rules.Hash())
	}
	return hashes
}
