# Compiler, linker and the archives of the standard library: calling them directly takes a third of the time of "go build", and since
# Go 1.20 no release ships the archives. Takes a minute, once for each Go version.
export GOCACHE="$TOOLCHAIN/cache" GOTOOLCHAIN=local GOPROXY=off GOFLAGS= CGO_ENABLED=0
tools=$(go env GOTOOLDIR) linker=$(go env GOROOT)/src/cmd/link/internal
cp "$tools/compile" "$TOOLCHAIN/"

go list -export -f '{{if .Export}}{{.ImportPath}} {{.Export}}{{end}}' std > archives
while read -r package archive; do
  mkdir -p "$TOOLCHAIN/std/$(dirname "$package")"
  cp "$archive" "$TOOLCHAIN/std/$package.a"
  echo "packagefile $package=/toolchain/std/$package.a"
done < archives > "$TOOLCHAIN/importcfg"

# Half of the linker's work is to read what nearly every program imports. This one reads that before the program, for which it waits with a
# line on its standard input: it may be started before there is a program. It is the linker of this very Go with a few lines changed.
mkdir ld loader
cat > ld/ahead.go <<'END'
package ld

import (
	"cmd/internal/goobj"
	"cmd/link/internal/sym"
	"os"
)

var loaded = map[*sym.Library]bool{}

// Whether an archive is still to be loaded. The program itself is the first one that is asked for.
func (ctxt *Link) isNext(lib *sym.Library) bool {
	if loaded[lib] {
		return false
	}
	loaded[lib] = true
	if lib.Pkg != "main" {
		return true
	}
	for _, name := range []string{"bufio", "errors", "fmt", "math", "math/rand", "os", "sort", "strconv", "strings", "sync", "time"} {
		addlib(ctxt, "ahead", "ahead", name, goobj.FingerprintType{})
	}
	for i := 1; i < len(ctxt.Library); i++ {
		loadobjfile(ctxt, ctxt.Library[i])
	}
	ctxt.loader.LoadAhead(ctxt.Arch)
	if n, _ := os.Stdin.Read(make([]byte, 1)); n == 0 {
		os.Exit(2) // it was not compiled
	}
	return true
}
END
cat > loader/ahead.go <<'END'
package loader

import (
	"cmd/internal/goobj"
	"cmd/internal/sys"
)

// The first object that is not loaded yet, and what those before it have brought.
var (
	next     = goObjStart
	loading  bool
	hashed64 map[uint64]symAndSize
	hashed   map[goobj.HashType]symAndSize
)

// LoadAhead adds the symbols of the objects so far, for LoadSyms to go on from there.
func (l *Loader) LoadAhead(arch *sys.Arch) {
	loading = true
	l.LoadSyms(arch)
	loading = false
	next = len(l.objs)
}

func (l *Loader) symbols(size int) []objSym {
	if next > goObjStart {
		return l.objSyms
	}
	return make([]objSym, 1, size+1000)
}

func (l *Loader) hashes64(size int) map[uint64]symAndSize {
	if hashed64 == nil {
		hashed64 = make(map[uint64]symAndSize, size)
	}
	return hashed64
}

func (l *Loader) hashes(size int) map[goobj.HashType]symAndSize {
	if hashed == nil {
		hashed = make(map[goobj.HashType]symAndSize, size)
	}
	return hashed
}
END
sed '/^func loadobjfile(/a if !ctxt.isNext(lib) { return }' "$linker/ld/lib.go" > ld/lib.go
# The program's own symbols, of which the archives name a few, are no longer the first.
sed '/^func (l \*Loader) LoadSyms(/,/^}/{
s/make(\[\]objSym, 1, symSize)/l.symbols(symSize)/
s/make(map\[uint64\]symAndSize, hashed64Size)/l.hashes64(hashed64Size)/
s/make(map\[goobj.HashType\]symAndSize, hashedSize)/l.hashes(hashedSize)/
/range l.objs\[goObjStart:\]/{
N
/preloadSyms/s/goObjStart/next/
/loadObjRefs/i if loading { return }
}
}
/^func (st \*loadState) addSym(/,/^}/s/^\tcase pkgDef:$/& if old, known := l.symsByName[ver][name]; known { l.objSyms[old] = objSym{r.objidx, li}; return old }/
' "$linker/loader/loader.go" > loader/loader.go
for file in ld/ahead.go ld/lib.go loader/ahead.go loader/loader.go; do echo "\"$linker/$file\": \"$PWD/$file\""; done | paste -sd , | sed 's/.*/{"Replace": {&}}/' > overlay.json

links() {
  (cd "$linker" && go build -overlay "$OLDPWD/overlay.json" -o "$TOOLCHAIN/link" cmd/link) || return
  printf 'package main\nimport "fmt"\nfunc main() { fmt.Println("linked") }\n' > main.go
  sed "s|=/toolchain|=$TOOLCHAIN|" "$TOOLCHAIN/importcfg" > importcfg
  "$TOOLCHAIN/compile" -p main -complete -importcfg importcfg -o main.a main.go || return
  echo | "$TOOLCHAIN/link" -importcfg importcfg -o main main.a && [ "$(./main)" = linked ]
}
if ! links; then
  # A Go whose linker is another: its own one, once the program is there.
  cp "$tools/link" "$TOOLCHAIN/own-link"
  printf '#!/bin/sh\nread -r line && exec /toolchain/own-link "$@"\nexit 2\n' > "$TOOLCHAIN/link"
  chmod 755 "$TOOLCHAIN/link"
  echo 'its linker is not as expected: programs wait longer, for its own one' >&2
fi
rm -rf "$TOOLCHAIN/cache"
