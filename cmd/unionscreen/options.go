package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"unionscreen/queries/office"
)

// demoOptions are the flags of `unionscreen demo`.
type demoOptions struct {
	dir, http, kafka string
	rate, speed      float64
	seed             uint64
	scheme           string // another one to score by
	quiet            bool   // no simulator
	level            string
}

// check lists every fault of the flags before anything is started.
func (o demoOptions) check() error {
	faults := []error{checkLocal("--http", o.http), checkLocal("--kafka", o.kafka)}
	if _, ok := logLevels[o.level]; !ok {
		faults = append(faults, fmt.Errorf("--log %q is none of debug, info, warn, error", o.level))
	}
	city, err := cityOf([]office.Union{{Code: "any"}})
	if err != nil {
		return err
	}
	city.Rate, city.Speed = o.rate, o.speed
	return errors.Join(append(faults, city.Validate())...)
}

// checkLocal wants an address that only this machine reaches: nobody signs in to the demo's pages or its broker.
func checkLocal(flag, address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%s %q is not host:port: give one such as 127.0.0.1:0, where 0 takes a free port", flag, address)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%s %q has no port between 0 and 65535", flag, address)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.Unmap().IsLoopback()) {
		return fmt.Errorf("%s %q may be reached from other machines, and the demo asks nobody to sign in: give a loopback address such as 127.0.0.1:%s", flag, address, port)
	}
	return nil
}

// portFree names the flag that helps where something else listens already. The parts find that out too, but only
// after the engine has started, and they know nothing of flags.
func portFree(flag, address string) error {
	listener, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s %s is taken: stop what listens there, or give another address such as 127.0.0.1:0 for a free port", flag, address)
	case err != nil:
		return fmt.Errorf("%s %s cannot be listened on: %w", flag, address, err)
	}
	return listener.Close()
}
