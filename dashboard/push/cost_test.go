package push

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The clients of the measurements live in another process, this binary again: their memory and time must not be counted.
const followersVariable = "UNIONSCREEN_TEST_FOLLOWERS"

func TestMain(m *testing.M) {
	if order := os.Getenv(followersVariable); order != "" {
		if err := follow(order); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// follow opens the ordered number of sockets ("ADDRESS NUMBER"), says so, and takes what comes until its input ends.
func follow(order string) error {
	address, count, _ := strings.Cut(order, " ")
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	for range n {
		nc, err := net.Dial("tcp4", address)
		if err != nil {
			return err
		}
		if err := shake(nc, address); err != nil {
			return err
		}
		go func() {
			// Masked with a key of zeros, which is its own text.
			message := `{"t":"sub","topic":"wall:2026-Q4"}`
			frame := append([]byte{0x81, 0x80 | byte(len(message)), 0, 0, 0, 0}, message...)
			if _, err := nc.Write(frame); err == nil {
				_, _ = io.Copy(io.Discard, nc)
			}
		}()
	}
	fmt.Println("ready")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func shake(nc net.Conn, address string) error {
	_, err := fmt.Fprintf(nc, "GET /ws HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\n\r\n", address, Subprotocol)
	if err != nil {
		return err
	}
	answer := make([]byte, 0, 512)
	for !strings.HasSuffix(string(answer), "\r\n\r\n") {
		one := make([]byte, 1)
		if _, err := nc.Read(one); err != nil {
			return err
		}
		answer = append(answer, one...)
	}
	if !strings.HasPrefix(string(answer), "HTTP/1.1 101 ") {
		return fmt.Errorf("answer %q", answer)
	}
	return nil
}

// followers starts a process with n sockets that follow the wall.
func followers(t testing.TB, s *serving, n int) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", followersVariable, s.address, n))
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = input.Close()
		_ = command.Wait()
	})
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil || line != "ready\n" {
		t.Fatalf("followers said %q, %v", line, err)
	}
	eventually(t, "all follow", func() bool { return s.hub.Stats().Heartbeats >= uint64(n) })
}

func spacious() Config {
	cfg := limits()
	cfg.MaxClients, cfg.MaxPerAddress = 30_000, 30_000
	return cfg
}

// resident is what this process has in memory after a thorough collection.
func resident(t testing.TB) int64 {
	t.Helper()
	for range 3 { // stacks shrink by half in each collection
		runtime.GC()
	}
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("the system does not tell the resident size")
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

func cpu(t testing.TB) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// TestIdleSocketsAreCheap holds the bar of 10 KB of resident memory per idle socket.
func TestIdleSocketsAreCheap(t *testing.T) {
	const sockets = 1500
	s := serve(t, spacious(), nil)
	before := resident(t)
	followers(t, s, sockets)
	each := (resident(t) - before) / sockets
	t.Logf("%d bytes of resident memory per idle socket, %d goroutines", each, runtime.NumGoroutine())
	if each > 10<<10 && !underRace { // the detector keeps shadows of everything
		t.Errorf("an idle socket costs %d bytes of resident memory, more than 10 KB", each)
	}
	if goroutines := runtime.NumGoroutine(); goroutines > sockets+50 {
		t.Errorf("%d goroutines for %d sockets", goroutines, sockets)
	}
}

// BenchmarkIdleSockets reports what one of 5,000 idle sockets costs. It measures once, whatever the benchmark's count.
func BenchmarkIdleSockets(b *testing.B) {
	const sockets = 5000
	s := serve(b, spacious(), nil)
	before := resident(b)
	followers(b, s, sockets)
	b.ReportMetric(float64(resident(b)-before)/sockets, "B/socket")
}

// BenchmarkFanOut reports the processor time per delivery of a frame of 2 KB, and of one as large as the golden board,
// to 5,000 sockets.
func BenchmarkFanOut(b *testing.B) {
	for _, size := range []int{2_000, 42_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			const sockets = 5000
			s := serve(b, spacious(), nil)
			followers(b, s, sockets)
			data := `{"pad":"` + strings.Repeat("x", size) + `"}`
			b.ResetTimer()
			before, began := s.hub.Stats(), cpu(b)
			for i := range b.N {
				publish(b, s.hub, wall, uint64(i+1), time.Now(), data)
				due := before.Snapshots + uint64(i+1)*sockets
				eventually(b, "the frame is out", func() bool { return s.hub.Stats().Snapshots >= due })
			}
			b.ReportMetric((cpu(b)-began).Seconds()*1e6/float64(s.hub.Stats().Snapshots-before.Snapshots), "cpu-s/million")
		})
	}
}
