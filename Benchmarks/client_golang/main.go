// Times one operation of client_golang, as nines-bench asks for it:
//
//	client_golang counter|histogram THREADS ITERATIONS
//
// prints the nanoseconds per operation of the slowest thread. All threads record to the same metric.
package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// As many as nines-bench observes: more than a branch predictor learns.
const valueCount = 1 << 16

func main() {
	if len(os.Args) != 4 {
		fail("usage: client_golang counter|histogram THREADS ITERATIONS")
	}
	threads, err := strconv.Atoi(os.Args[2])
	if err != nil || threads < 1 {
		fail("THREADS must be a positive number")
	}
	iterations, err := strconv.Atoi(os.Args[3])
	if err != nil || iterations < 1 {
		fail("ITERATIONS must be a positive number")
	}
	runtime.GOMAXPROCS(2)
	switch os.Args[1] {
	case "counter":
		counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "requests_total"})
		fmt.Println(measure(threads, iterations, func(int) func(int) {
			return func(iterations int) {
				for turn := 0; turn < iterations; turn++ {
					counter.Inc()
				}
			}
		}))
	case "histogram":
		histogram := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "seconds", Buckets: prometheus.DefBuckets})
		fmt.Println(measure(threads, iterations, func(thread int) func(int) {
			values := durations(uint64(thread) + 1)
			return func(iterations int) {
				for turn := 0; turn < iterations; turn++ {
					histogram.Observe(values[turn&(valueCount-1)])
				}
			}
		}))
	default:
		fail("unknown operation " + os.Args[1])
	}
}

// measure starts the threads together, each in a loop that prepare made for it, and returns the slowest one's nanoseconds
// per operation.
func measure(threads, iterations int, prepare func(thread int) func(iterations int)) float64 {
	var missing = int64(threads)
	elapsed := make(chan time.Duration, threads)
	for thread := 0; thread < threads; thread++ {
		loop := prepare(thread)
		go func() {
			runtime.LockOSThread()
			loop(1)
			atomic.AddInt64(&missing, -1)
			for atomic.LoadInt64(&missing) > 0 {
			}
			start := time.Now()
			loop(iterations)
			elapsed <- time.Since(start)
		}()
	}
	var slowest time.Duration
	for thread := 0; thread < threads; thread++ {
		if one := <-elapsed; one > slowest {
			slowest = one
		}
	}
	return float64(slowest.Nanoseconds()) / float64(iterations)
}

// durations are those of nines-bench: spread evenly over the buckets' magnitudes, from a generator with a fixed seed.
func durations(seed uint64) []float64 {
	values := make([]float64, valueCount)
	state := seed
	for index := range values {
		state += 0x9E3779B97F4A7C15
		mixed := state
		mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9
		mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB
		mixed ^= mixed >> 31
		values[index] = math.Pow(10, float64(mixed>>11)/(1<<53)*4.3-3)
	}
	return values
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}
