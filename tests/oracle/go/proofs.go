// Prints, for each size of a log up to the given one, its root and digests over all its
// proofs: golang.org/x/mod/sumdb/tlog is the outside implementation that ours is held
// against. Entry i is the text "entry i".
package main

import (
	"crypto/sha256"
	"fmt"
	"log"
	"os"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	log.SetFlags(0)
	most, err := strconv.ParseInt(os.Args[1], 10, 64)
	check(err)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for at, index := range indexes {
			found[at] = stored[index]
		}
		return found, nil
	})
	for size := int64(1); size <= most; size++ {
		more, err := tlog.StoredHashes(size-1, []byte(fmt.Sprintf("entry %d", size-1)), reader)
		check(err)
		stored = append(stored, more...)
		root, err := tlog.TreeHash(size, reader)
		check(err)
		inclusion, consistency := sha256.New(), sha256.New()
		for index := int64(0); index < size; index++ {
			proof, err := tlog.ProveRecord(size, index, reader)
			check(err)
			inclusion.Write([]byte{byte(len(proof))})
			for _, one := range proof {
				inclusion.Write(one[:])
			}
			growth, err := tlog.ProveTree(size, index+1, reader)
			check(err)
			consistency.Write([]byte{byte(len(growth))})
			for _, one := range growth {
				consistency.Write(one[:])
			}
		}
		fmt.Printf("%x %x %x\n", root[:], inclusion.Sum(nil), consistency.Sum(nil))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
