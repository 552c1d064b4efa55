# Compiler, linker and the archives of the standard library: calling them directly takes a third of the time of "go build", and since
# Go 1.20 no release ships the archives. Takes half a minute, once for each Go version.
export GOCACHE="$TOOLCHAIN/cache" GOTOOLCHAIN=local GOPROXY=off GOFLAGS= CGO_ENABLED=0
tools=$(go env GOTOOLDIR)
cp "$tools/compile" "$tools/link" "$TOOLCHAIN/"

go list -export -f '{{if .Export}}{{.ImportPath}} {{.Export}}{{end}}' std > "$TOOLCHAIN/archives"
while read -r package archive; do
  mkdir -p "$TOOLCHAIN/std/$(dirname "$package")"
  cp "$archive" "$TOOLCHAIN/std/$package.a"
  echo "packagefile $package=/toolchain/std/$package.a"
done < "$TOOLCHAIN/archives" > "$TOOLCHAIN/importcfg"
rm -rf "$TOOLCHAIN/cache" "$TOOLCHAIN/archives"
