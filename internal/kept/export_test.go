package kept

import "hash/maphash"

func hashOf(a *Answers, key []byte) uint64 { return maphash.Bytes(a.seed, key) }
