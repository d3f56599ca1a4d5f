package main

import (
	"math"
	"runtime"
	"sync/atomic"
	"time"
)

// measure starts the threads together, each in a loop that the work prepared for it, and returns the slowest one's
// nanoseconds per unit of work.
func measure(threads, iterations int, work work) float64 {
	var missing = int64(threads)
	elapsed := make(chan time.Duration, threads)
	if work.size != nil {
		return work.size()
	}
	for thread := 0; thread < threads; thread++ {
		loop := work.prepare(thread)
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
	return float64(slowest.Nanoseconds()) / float64(iterations) / float64(work.units)
}

// As many as nines-bench observes: more than a branch predictor learns.
const valueCount = 1 << 16

// durations are those of nines-bench: spread evenly over the buckets' magnitudes, from a generator with a fixed seed.
func durations(seed uint64) []float64 {
	values := make([]float64, valueCount)
	random := splitMix64{seed}
	for index := range values {
		values[index] = math.Pow(10, float64(random.next()>>11)/(1<<53)*4.3-3)
	}
	return values
}

// The generator of nines-bench.
type splitMix64 struct{ state uint64 }

func (random *splitMix64) next() uint64 {
	random.state += 0x9E3779B97F4A7C15
	mixed := random.state
	mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9
	mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB
	return mixed ^ (mixed >> 31)
}

// each is a work of one unit whose loop is the same for all threads.
func each(operation func()) work {
	return work{units: 1, prepare: func(int) func(int) {
		return func(iterations int) {
			for turn := 0; turn < iterations; turn++ {
				operation()
			}
		}
	}}
}

// eachDuration is a work of one unit that goes through random durations.
func eachDuration(observe func(float64)) work {
	return work{units: 1, prepare: func(thread int) func(int) {
		values := durations(uint64(thread) + 1)
		return func(iterations int) {
			for turn := 0; turn < iterations; turn++ {
				observe(values[turn&(valueCount-1)])
			}
		}
	}}
}
