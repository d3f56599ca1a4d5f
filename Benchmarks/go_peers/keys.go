package main

import "fmt"

// A key is the label values of one child, as nines-bench makes them.
type key struct{ method, route string }

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// lookUpKeys are the 100 children that look-ups choose from.
func lookUpKeys() []key {
	var keys []key
	for _, method := range methods {
		for route := 0; route < 20; route++ {
			keys = append(keys, key{method, fmt.Sprintf("/api/v1/customers/{id}/%d", route)})
		}
	}
	return keys
}

// pageKeys make lines of about 70 bytes: http_requests_total{method="GET",route="/api/v1/items/004711"} 123456
func pageKeys(count int) []key {
	var keys []key
	for index := 0; index < count; index++ {
		keys = append(keys, key{methods[index%len(methods)], fmt.Sprintf("/api/v1/items/%06d", index)})
	}
	return keys
}

const turnCount = 1 << 12

// eachKey is a work of one unit that looks keys up in an order that no predictor learns.
func eachKey(lookUp func(key)) work {
	keys := lookUpKeys()
	return work{units: 1, prepare: func(thread int) func(int) {
		random := splitMix64{uint64(thread) + 1}
		turns := make([]key, turnCount)
		for index := range turns {
			turns[index] = keys[random.next()%uint64(len(keys))]
		}
		return func(iterations int) {
			for turn := 0; turn < iterations; turn++ {
				lookUp(turns[turn&(turnCount-1)])
			}
		}
	}}
}
