// Checks one .tlog-proof with the Go team's own note and tlog code:
//
//	tlogproof PROOF ENTRY LOG_VKEY
//
// ENTRY is a file with the entry's bytes. Ends with 1 where anything fails.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: tlogproof PROOF ENTRY LOG_VKEY")
	}
	data, err := os.ReadFile(os.Args[1])
	check(err)
	entry, err := os.ReadFile(os.Args[2])
	check(err)
	signer, err := note.NewVerifier(os.Args[3])
	check(err)

	head, checkpoint, found := bytes.Cut(data, []byte("\n\n"))
	if !found {
		log.Fatal("no blank line")
	}
	index, proof, err := parse(strings.Split(string(head), "\n"))
	check(err)
	opened, err := note.Open(checkpoint, note.VerifierList(signer))
	check(err)
	tree, err := parseTree(opened.Text, signer.Name())
	check(err)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
	fmt.Printf("entry %d of %d\n", index, tree.N)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func parse(lines []string) (int64, tlog.RecordProof, error) {
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, errors.New("no proof")
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, errors.New("no index")
	}
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil {
		return 0, nil, err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, err
		}
		proof = append(proof, hash)
	}
	return index, proof, nil
}

func parseTree(text, origin string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}
