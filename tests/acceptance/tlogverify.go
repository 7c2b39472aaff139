// Checks a log's folder (C2SP tlog-tiles) with the Go team's own note and tlog code:
//
//	tlogverify LOGDIR LOG_VKEY COSIGNER_VKEY [OLD_CHECKPOINT]
//
// The log's signature, the cosignature, every entry against the tiles, the tiles against
// the root, and, with an older checkpoint, that the log begins with that one. It shares
// nothing with thalweg but the specifications. Ends with 1 where anything fails.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	log.SetFlags(0)
	if len(os.Args) < 4 {
		log.Fatal("usage: tlogverify LOGDIR LOG_VKEY COSIGNER_VKEY [OLD_CHECKPOINT]")
	}
	folder := os.Args[1]
	signer, err := note.NewVerifier(os.Args[2])
	check("the log's key", err)
	cosigner, err := newCosigner(os.Args[3])
	check("the cosigner's key", err)

	tree, err := open(filepath.Join(folder, "checkpoint"), signer, cosigner)
	check("checkpoint", err)
	reader := tlog.TileHashReader(tree, tiles{folder})
	check("entries", everyEntry(folder, tree, reader))
	if len(os.Args) > 4 {
		old, err := open(os.Args[4], signer, nil)
		check("older checkpoint", err)
		check("growth", growth(old, tree, reader))
	}
	fmt.Printf("%d entries, root %x\n", tree.N, tree.Hash[:])
}

func check(what string, err error) {
	if err != nil {
		log.Fatalf("%s: %v", what, err)
	}
}

// open reads a checkpoint that the log and, where one is given, the cosigner signed.
func open(path string, signer, cosigner note.Verifier) (tlog.Tree, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	known := []note.Verifier{signer}
	if cosigner != nil {
		known = append(known, cosigner)
	}
	opened, err := note.Open(data, note.VerifierList(known...))
	if err != nil {
		return tlog.Tree{}, err
	}
	for _, wanted := range known {
		if !signed(opened, wanted) {
			return tlog.Tree{}, fmt.Errorf("not signed by %s", wanted.Name())
		}
	}
	return parse(opened.Text, signer.Name())
}

func signed(opened *note.Note, wanted note.Verifier) bool {
	for _, one := range opened.Sigs {
		if one.Name == wanted.Name() && one.Hash == wanted.KeyHash() {
			return true
		}
	}
	return false
}

func parse(text, origin string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] != origin || lines[3] != "" {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// cosigner verifies cosignature/v1: eight bytes of time before the signature.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("no verifier key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("no key of type 4")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("the id is not the key's")
	}
	return &cosigner{parts[0], hash, key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	said := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, text)
	return ed25519.Verify(c.key, []byte(said), signature[8:])
}

// tiles reads a folder's tiles; the reader above it holds them against the root.
type tiles struct{ folder string }

func (t tiles) Height() int                     { return height }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(wanted))
	for at, one := range wanted {
		// x/mod names the height, C2SP does not.
		name := strings.Replace(one.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, name))
		if err != nil {
			return nil, err
		}
		found[at] = data
	}
	return found, nil
}

func everyEntry(folder string, tree tlog.Tree, reader tlog.HashReader) error {
	for start := int64(0); start < tree.N; start += 256 {
		width := int64(256)
		if tree.N-start < width {
			width = tree.N - start
		}
		place := tlog.Tile{H: height, L: 0, N: start / 256, W: int(width)}
		name := strings.Replace(place.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		indexes := make([]int64, width)
		for at := range indexes {
			indexes[at] = tlog.StoredHashIndex(0, start+int64(at))
		}
		held, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for at := range held {
			if len(data) < 2 {
				return fmt.Errorf("%s: torn", name)
			}
			length := 2 + int(binary.BigEndian.Uint16(data))
			if len(data) < length {
				return fmt.Errorf("%s: torn", name)
			}
			if tlog.RecordHash(data[2:length]) != held[at] {
				return fmt.Errorf("entry %d is not the one in the tree", start+int64(at))
			}
			data = data[length:]
		}
		if len(data) > 0 {
			return fmt.Errorf("%s: too long", name)
		}
	}
	return nil
}

func growth(old, tree tlog.Tree, reader tlog.HashReader) error {
	if old.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}
