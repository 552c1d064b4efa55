# What an SDK project gives the compiler: the reference assemblies and F#'s own library.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
version=$(dotnet --version)
references=$(dirname "$(find "$dotnet/packs/Microsoft.NETCore.App.Ref" -name System.Runtime.dll | sort -V | tail -n 1)")
fsharp=$dotnet/sdk/$version/FSharp
cp "$fsharp/FSharp.Core.dll" "$TOOLCHAIN/"

{
  printf '%s\n' --nologo --utf8output --noframework --simpleresolution --targetprofile:netcore --nocopyfsharpcore
  printf '%s\n' --optimize+ --debug- --target:exe --out:/workspace/program.dll -r:/toolchain/FSharp.Core.dll
  find "$references" -name '*.dll' -printf '-r:%p\n'
} > "$TOOLCHAIN/options"
echo "exec dotnet exec $fsharp/fsc.dll @/toolchain/options \"\$@\"" > "$TOOLCHAIN/compile"

cat > "$TOOLCHAIN/runtimeconfig.json" <<EOF
{
  "runtimeOptions": {
    "framework": { "name": "Microsoft.NETCore.App", "version": "${version%%.*}.0.0" },
    "configProperties": { "System.Globalization.Invariant": true }
  }
}
EOF
