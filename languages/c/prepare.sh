# /toolchain is searched first (-B): gold, where it is installed, links a small program in half the time of gcc's own choice, all the more
# if it reads of libraries what it needs; and the header that most programs begin with is compiled already. What a program defines
# before it makes gcc read the header itself.
gold=$(command -v ld.gold || true)
ln -s "${gold:-$(command -v ld)}" "$TOOLCHAIN/ld"
touch "$TOOLCHAIN/linker-options"
if [ "$gold" ]; then
  # In place of collect2 too, whose work is for systems other than Linux; and with a folder of what programs are linked with: of the folders that
  # gcc names, gold would list every file.
  ln -s "$gold" "$TOOLCHAIN/collect2"
  mkdir "$TOOLCHAIN/lib"
  for library in libm.so libc.so libgcc.a libgcc_eh.a; do
    ln -s "$(readlink -f "$(gcc -print-file-name="$library")")" "$TOOLCHAIN/lib/$library"
  done
  gcc -dumpspecs | sed '/^\*link_libgcc:$/{n;s/.*//;}' > "$TOOLCHAIN/specs"
  echo "--no-map-whole-files -L/toolchain/lib" > "$TOOLCHAIN/linker-options"
fi
mkdir "$TOOLCHAIN/include"
file=$(echo '#include <stdio.h>' | gcc -x c -E - | sed -n 's|^# 1 "\(.*/stdio\.h\)".*|\1|p' | head -n 1)
gcc -std=gnu17 -O2 -x c-header -o "$TOOLCHAIN/include/stdio.h.gch" "$file"
